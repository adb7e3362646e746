// Four workers and the main thread log numbered records of two levels in turns, until SIGHUP.
import { setTimeout as pause } from "node:timers/promises";
import { isMainThread, threadId, Worker, workerData } from "node:worker_threads";
import { logger } from "fastlog";

const log = logger("dep1");
const cells = isMainThread ? new Int32Array(new SharedArrayBuffer(4)) : workerData;
if (isMainThread) {
  for (let i = 0; i < 4; i++) new Worker(new URL(import.meta.url), { workerData: cells });
  process.once("SIGHUP", () => Atomics.store(cells, 0, 1));
}
for (let n = 0; Atomics.load(cells, 0) === 0; n++) {
  log.info("info {}", n);
  log.trace("trace {}", n, { of: threadId });
  await pause(1);
}
