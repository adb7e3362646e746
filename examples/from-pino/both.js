import { logger } from "fastlog";
import { old } from "./log.js";

old.child({ module: "http" }).warn({ ms: 1200 }, "slow: %s", "/a"); // not moved yet
logger("shop::db").info("connected in {} ms", 3); // moved
old.error(new Error("reset"), "no answer");
