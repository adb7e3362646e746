import { logger } from "fastlog";
import { old } from "./log.js";

old.child({ component: "http" }).warn({ ms: 1200 }, "slow: %s", "/a"); // not moved yet
logger("db").info("connected in {} ms", 3); // moved
old.error(new Error("reset"), "no answer");
