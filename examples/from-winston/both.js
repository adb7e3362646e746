import { logger } from "fastlog";
import { old } from "./log.js";

old.child({ reqId: "r1" }).warn("slow: %s", "/a", { ms: 1200 }); // not moved yet
logger("shop::db").info("connected in {} ms", 3); // moved
old.error("no answer", { err: new Error("reset") });
