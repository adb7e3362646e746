import { logger } from "fastlog";
import { bridge } from "fastlog/bridge";

bridge({ debug: true }); // once, before anything loads debug
const { default: createDebug } = await import("debug");

createDebug("shop:http")("%s %s took %d ms", "GET", "/a", 12); // not moved yet, or of a dependency
logger("shop::db").debug("connected"); // moved
