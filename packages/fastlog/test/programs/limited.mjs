// Logs under limits of the filter and of loggers, and equal records, in the main thread and in workers, ends in one of many ways, and reports how
// many records each thread has logged.
import { writeSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { configure, logger } from "fastlog";

const [ending, name] = isMainThread ? [process.argv[2], "m"] : [workerData.ending, workerData.name];
configure({ tag: name, signals: true, exitTimeout: 60_000, repeats: "1h" });

const log = logger("app");
let logged = 0;
const report = () => writeSync(3, `${name} ${logged}\n`);
function logAll() {
  for (let i = 0; i < 50; i++) {
    log.info("filter {} #{}#", i, name);
    log.limit("2/s").info("limit {} #{}#", i, name);
    log.every(7).warn("every {} #{}#", i, name);
    log.once().info("once {} #{}#", i, name);
    logged += 4;
  }
  for (let i = 0; i < 50; i++) log.error("repeated #{}#", name);
  logged += 50;
}
process.on("exit", () => {
  // Nothing is held back any more.
  logAll();
  report();
});
logAll();
report();

if (isMainThread) {
  const next = (worker, event) => new Promise((resolve) => worker.once(event, resolve));
  const workers = ["return", "exit", "throw", "stays"].map((ending) => {
    const name = `w-${ending}`;
    const worker = new Worker(new URL(import.meta.url), { workerData: { ending, name } });
    worker.on("error", () => {});
    return { worker, logged: next(worker, "message"), ended: next(worker, "exit") };
  });
  await Promise.all(workers.map(({ logged }) => logged));
  await Promise.all(workers.slice(0, 3).map(({ ended }) => ended));
  for (const { worker } of workers) worker.unref();
} else {
  parentPort.postMessage("logged");
}
if (ending === "exit") process.exit(0);
if (ending === "throw") throw new Error("on purpose");
if (ending === "SIGTERM") process.kill(process.pid, "SIGTERM");
if (ending === "SIGTERM" || ending === "stays") setInterval(() => {}, 1000);
