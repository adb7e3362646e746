// Logs one warning with a long message, an id and an error.
//
//   node long.mjs OPTIONS LENGTH
import { configure, logger } from "fastlog";

const [options, length] = process.argv.slice(2);

configure(JSON.parse(options));
const log = logger("shop").child({ id: "r-1" });
log.warn("x".repeat(Number(length)), { order: 42, err: new TypeError("y".repeat(Number(length))) });
