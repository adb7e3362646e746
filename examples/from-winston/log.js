// In place of the module that makes winston's logger: its records go through fastlog.
import { configure, logger } from "fastlog";
import winston from "winston";

configure({ format: "json", fields: { service: "shop" } });
const log = logger("shop::winston");

class Fastlog extends winston.Transport {
  log({ level, message, ...fields }, next) {
    log.log(level, fields, message);
    next();
  }
}

export const old = winston.createLogger({
  level: "silly", // fastlog has the filter
  format: winston.format.splat(),
  transports: [new Fastlog()],
});
