// A worker inherits format and filter, hears of a new filter, and has its last records written by a main thread that exits.
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { configure, debug, enabled, error, info, setFilter, warn } from "fastlog";

if (isMainThread) {
  configure({ format: { template: "{tag} {level} {message}" }, filter: "warn" });
  setFilter("info");
  const worker = new Worker(new URL(import.meta.url));
  await once(worker, "message");
  setFilter("error");
  worker.postMessage("look");
  await once(worker, "message");
  error("main exits");
  process.exit(0);
} else {
  debug("not at info");
  info("inherited");
  parentPort.postMessage("logged");
  await once(parentPort, "message");
  // The filter comes by a channel of its own.
  while (enabled("info")) await setTimeout(1);
  warn("not at error");
  error("last of the worker");
  parentPort.postMessage("done");
  setInterval(() => {}, 1000);
}
