import "./log.js";
import { getLogger } from "@logtape/logtape";
import { logger } from "fastlog";

const old = getLogger(["shop", "http"]);
old.warning("slow: {path}", { path: "/a", ms: 1200 }); // not moved yet
logger("shop::db").info("connected in {} ms", 3); // moved
old.error("no answer", { err: new Error("reset") });
