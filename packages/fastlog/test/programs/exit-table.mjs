// Logs numbered records in the main thread or in a worker, in a busy loop or with turns of the event loop
// between, and ends in one of many ways.
//
//   node exit-table.mjs main|worker busy|turns ENDING COUNT
import { setImmediate } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const argv = isMainThread ? process.argv.slice(2) : workerData;
const [where, pace, ending, count] = argv;

// What the environment says could not be replaced.
const { LOG_BACKEND: backend = "stdout" } = process.env;
if (ending === "replaced") delete process.env.LOG_BACKEND;
const { close, configure, fatal, info } = await import("fastlog");
// It is not to be measured how fast the machine is.
configure({ exitTimeout: 60_000 });
if (ending === "replaced") configure({ backend });
if (ending === "SIGKILL") configure({ flushAfter: 0 });

const endings = {
  return() {},
  exit: () => process.exit(0),
  throw() {
    process.nextTick(() => {
      throw new Error("thrown on purpose");
    });
  },
  listenerThrows() {
    process.on("exit", () => {
      throw new Error("thrown on purpose");
    });
    process.exit(1);
  },
  handlerThrows() {
    process.on("uncaughtException", () => {
      throw new Error("thrown on purpose, too");
    });
    endings.throw();
  },
  unheard() {
    process.removeAllListeners();
    process.exit(0);
  },
  closed() {
    close();
    process.exit(0);
  },
  replaced() {
    configure({ backend: "stderr" });
    process.exit(0);
  },
  reject: () => void Promise.reject(new Error("rejected on purpose")),
  fatal: () => process.kill(process.pid, "SIGKILL"),
  exitOfMain: () => stay(() => parentPort.postMessage("exit")),
  SIGTERM: () => stay(() => process.kill(process.pid, "SIGTERM")),
  SIGINT: () => stay(() => process.kill(process.pid, "SIGINT")),
  SIGHUP: () => stay(() => process.kill(process.pid, "SIGHUP")),
  SIGKILL: () => process.kill(process.pid, "SIGKILL"),
  // What was to be done sooner has been done by then, however long that took.
  later: () => setTimeout(endings.SIGKILL, 5),
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
