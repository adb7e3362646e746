import { configure, logger } from "fastlog";

configure({
  // winston's keys. "json" alone has fastlog's, which are pino's.
  format: {
    json: {
      level: { form: "name" },
      msg: "message",
      time: { key: "timestamp", form: "rfc3339" },
      ...{ hrtime: false, pid: false, hostname: false, tag: false, target: false },
    },
  },
  filter: "info",
  fields: { service: "shop" },
});
const http = logger("shop::http").child({ reqId: "r1" });
http.info("hello {}", "Ada", { ms: 3 });
http.error("no answer", { err: new Error("reset") });
http.error(new Error("reset"));
