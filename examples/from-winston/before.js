import winston from "winston";

const { combine, errors, json, splat, timestamp } = winston.format;
const log = winston.createLogger({
  level: "info",
  defaultMeta: { service: "shop" },
  format: combine(timestamp(), errors({ stack: true }), splat(), json()),
  transports: [new winston.transports.Console()],
});
const http = log.child({ reqId: "r1" });
http.info("hello %s", "Ada", { ms: 3 });
http.error("no answer", { err: new Error("reset") });
http.error(new Error("reset"));
