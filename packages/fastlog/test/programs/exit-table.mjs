// Logs numbered records in the main thread or in a worker, in a busy loop or with turns of the event loop
// between, and ends in one of many ways.
//
//   node exit-table.mjs main|worker busy|turns ENDING COUNT
import { setImmediate } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { configure, fatal, info } from "fastlog";

const argv = isMainThread ? process.argv.slice(2) : workerData;
const [where, pace, ending, count] = argv;

const endings = {
  return() {},
  exit: () => process.exit(0),
  throw() {
    process.nextTick(() => {
      throw new Error("thrown on purpose");
    });
  },
  reject: () => void Promise.reject(new Error("rejected on purpose")),
  fatal: () => process.kill(process.pid, "SIGKILL"),
  exitOfMain: () => stay(() => parentPort.postMessage("exit")),
  SIGTERM: () => stay(() => process.kill(process.pid, "SIGTERM")),
  SIGINT: () => stay(() => process.kill(process.pid, "SIGINT")),
  SIGHUP: () => stay(() => process.kill(process.pid, "SIGHUP")),
  SIGKILL: () => process.kill(process.pid, "SIGKILL"),
};

/** Does something, and has enough to do until that ends the process. */
function stay(action) {
  setInterval(() => {}, 1000);
  action();
}

if (isMainThread && /^SIG(TERM|INT|HUP)$/.test(ending)) configure({ signals: true });

if (isMainThread && where === "worker") {
  const worker = new Worker(import.meta.filename, { workerData: argv });
  worker.on("message", () => process.exit(0));
  // What the thread dies of is not to end the process before it is through.
  worker.on("error", ({ message }) => console.error(message));
} else {
  for (let i = 0; i < count; i++) {
    const log = ending === "fatal" && i === count - 1 ? fatal : info;
    log("record {}", i);
    if (pace === "turns" && i % 500 === 499) await setImmediate();
  }
  endings[ending]();
}
