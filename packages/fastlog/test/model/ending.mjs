// A process, or one of its worker threads, that logs where it ends: what is to be logged and done is given as JSON.
// Says on descriptor 3, before each call, which record it is, with a question mark where it need not be written.
import { writeSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { close, configure, fatal, flush, flushSync, info, reopen } from "fastlog";

const plan = isMainThread ? JSON.parse(process.argv[2]) : workerData;
const { name, files, setUp, workers, handlers, turns, end } = plan;
let count = 0;
let isClosed = false;

function log(isSure = true, more = {}) {
  const id = `${name}-${++count}`;
  writeSync(3, `${id}${isSure && !isClosed ? "" : "?"}\n`);
  (count % 7 === 0 ? fatal : info)(`id #${id}#`, more);
}

const ACTS = {
  log: () => log(),
  logMany: () => {
    for (let i = 0; i < 200; i++) log();
  },
  flushSync,
  flush: () => void flush().catch(() => {}),
  reopen,
  configure: () => {
    configure({ backend: files[1] });
    isClosed = false;
  },
  close: () => {
    close().catch(() => {});
    isClosed = true;
  },
  inside: () => log(true, { value: { toJSON: () => log() } }),
  removeListeners: () => process.removeAllListeners("exit"),
  throw: () => {
    throw new Error("in a handler");
  },
};

/** The record in which the process ends is never whole. */
const ENDS = {
  return: () => {},
  exit: () => process.exit(),
  throw: () => {
    throw new Error("at the end");
  },
  reject: () => void Promise.reject(new Error("at the end")),
  signal: () => process.kill(process.pid, "SIGTERM"),
  inside: () => log(false, { value: { toJSON: () => process.exit() } }),
  killed: () => process.kill(process.pid, "SIGKILL"),
  terminated: () => writeSync(3, `${name}!\n`),
};

if (isMainThread) configure({ backend: files[0], exitTimeout: 5_000, ...setUp });
const made = workers.map((data) => {
  const worker = new Worker(new URL(import.meta.url), { workerData: data, stderr: true });
  worker.on("error", () => {});
  worker.on("message", () => worker.terminate());
  return new Promise((resolve) => worker.once("exit", resolve));
});
for (const { event, acts } of handlers)
  process.on(event, () => {
    for (const act of acts) ACTS[act]();
    if (event === "uncaughtException") process.exit(1);
    if (event === "SIGTERM") process.exit();
  });
for (const acts of turns) {
  for (const act of acts) ACTS[act]();
  await new Promise((resolve) => setImmediate(resolve));
}
await Promise.all(made);
for (const act of plan.last) ACTS[act]();
ENDS[end]();
if (end === "terminated") {
  const { parentPort } = await import("node:worker_threads");
  parentPort.postMessage("now");
  await new Promise(() => setInterval(() => log(), 1));
}
