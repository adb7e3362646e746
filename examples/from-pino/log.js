// In place of the module that makes pino's logger: its records go through fastlog.
import { configure, logger } from "fastlog";
import pino from "pino";

configure({ format: "json", fields: { service: "shop" } });
const log = logger("shop::pino");

// fastlog has the level, the time and the filter.
const options = { level: "trace", base: undefined, timestamp: false };
export const old = pino(options, {
  write(line) {
    const { level, msg, ...fields } = JSON.parse(line);
    log.log(level, fields, msg);
  },
});
