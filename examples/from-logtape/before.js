import { configure, getLogger, jsonLinesFormatter } from "@logtape/logtape";

await configure({
  sinks: { stdout: (record) => process.stdout.write(jsonLinesFormatter(record)) },
  loggers: [
    { category: "shop", lowestLevel: "info", sinks: ["stdout"] },
    { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["stdout"] },
  ],
});
const http = getLogger(["shop", "http"]).with({ reqId: "r1" });
http.info("hello {name}", { name: "Ada", ms: 3 });
http.warning`slow: ${"/a"}`;
http.error("no answer", { error: new Error("reset") });
