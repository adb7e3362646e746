// Reports what its log file holds after each way of having it written.
import { readFileSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { close, configure, flush, flushSync, info, stats } from "fastlog";

const path = fileURLToPath(process.env.LOG_BACKEND);
const report = (step) => {
  const lines = readFileSync(path, "utf8").split("\n").length - 1;
  writeSync(3, `${step}: ${lines} lines, ${stats().dropped} dropped\n`);
};

info("record {}", 0);
report("logged");
flushSync();
report("flushSync");
info("record {}", 1);
await flush();
report("flush");
info("record {}", 2);
const closed = close();
report("close begun");
await closed;
info("nobody will read this");
info("nor this");
report("closed");
configure({});
info("record {}", 3);
flushSync();
report("configured again");
