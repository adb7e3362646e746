import { configure, logger } from "fastlog";

configure({
  format: "json",
  filter: "info",
  fields: { service: "shop" },
  redact: ["req.headers.authorization"],
  serializers: { user: ({ id }) => ({ id }) },
});
const http = logger("shop::http");
http.info({ user: { id: 17, name: "Ada" }, ms: 3 }, "hello {}", "Ada");
http.error(new Error("reset"), "no answer");
