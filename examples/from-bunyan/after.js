import { configure, logger } from "fastlog";

// "json" alone has pino's keys.
configure({ format: { json: { preset: "bunyan", values: { service: "shop" } } } });
const http = logger("http");
http.info({ ms: 3 }, "hello {}", "Ada");
http.error(new Error("reset"), "no answer");
http.debug("not seen");
