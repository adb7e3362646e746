// Has the recorders of two threads write what they keep on SIGUSR2, and ends by an exception or a rejection that nobody handles.
import { writeSync } from "node:fs";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { configure, info, stats, trace } from "fastlog";

if (isMainThread) {
  const [ending] = process.argv.slice(2);
  configure({
    format: { template: "{level} {tag} {message}" },
    recorder: { on: ["SIGUSR2", "uncaught"], for: 0 },
  });
  trace("kept {}", 1);
  info("runs");
  const worker = new Worker(new URL(import.meta.url));
  worker.on("message", (message) => {
    if (message === "ready") writeSync(3, "ready\n");
    else end(ending, worker);
  });
} else {
  trace("kept");
  parentPort.postMessage("ready");
  const looking = setInterval(() => {
    if (stats().recorder?.dumps !== 1) return;
    clearInterval(looking);
    parentPort.postMessage("dumped");
  }, 5);
}

function end(ending, worker) {
  worker.terminate().then(() => {
    trace("kept {}", 2);
    if (ending === "reject") Promise.reject(new Error("rejected on purpose"));
    else setImmediate(() => fail());
  });
}

function fail() {
  throw new Error("thrown on purpose");
}
