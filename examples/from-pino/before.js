import pino from "pino";

const log = pino({
  level: "info",
  base: { service: "shop" },
  redact: ["req.headers.authorization"],
  serializers: { user: ({ id }) => ({ id }) },
});
const http = log.child({ module: "http" });
http.info({ user: { id: 17, name: "Ada" }, ms: 3 }, "hello %s", "Ada");
http.error(new Error("reset"), "no answer");
