// A worker logs 100,000 records and ends by itself, in one of many ways.
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { configure, info } from "fastlog";

if (isMainThread) {
  const [ending] = process.argv.slice(2);
  configure({ signals: true });
  const worker = new Worker(new URL(import.meta.url), { workerData: ending });
  worker.on("error", () => {});
  worker.on("exit", () => {
    if (ending !== "signal") return;
    // There has to be something that the signal ends.
    setInterval(() => {}, 1000);
    process.kill(process.pid, "SIGTERM");
  });
} else {
  for (let i = 0; i < 100_000; i++) info("record {}", i);
  if (workerData === "exit") process.exit(0);
  if (workerData === "throw") throw new Error("thrown on purpose");
}
