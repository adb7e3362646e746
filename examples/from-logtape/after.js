import { configure, logger } from "fastlog";

configure({
  // LogTape's keys. "json" alone has fastlog's, which are pino's.
  format: {
    json: {
      time: { key: "@timestamp", form: "rfc3339" },
      level: { form: "upper" },
      msg: "message",
      target: "logger",
      fields: "properties",
      err: { key: "error", names: { type: "name" } },
      ...{ hrtime: false, pid: false, hostname: false, tag: false },
      order: ["time", "level", "msg", "target"],
    },
  },
  filter: "shop=info",
});
const http = logger("shop::http").child({ reqId: "r1" });
http.info("hello {name}", { name: "Ada", ms: 3 });
http.warn`slow: ${"/a"}`;
http.error("no answer", new Error("reset"));
