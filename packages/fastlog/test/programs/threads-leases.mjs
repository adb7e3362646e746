// Four workers log numbered records, while a lease comes from outside and ends. From the lease on the main thread is in a
// loop until all workers have the old filter again. Each worker tells how many turns the lease took to reach it.
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { info, logger } from "fastlog";

const WORKERS = 4;
const [READY, OPENED, SEEN, BACK] = [0, 1, 2, 3];
const log = logger("dep1");

if (isMainThread) {
  const cells = new Int32Array(new SharedArrayBuffer(16));
  const workers = Array.from({ length: WORKERS }, (_, i) => {
    return new Worker(new URL(import.meta.url), { workerData: { cells, i } });
  });
  const turns = workers.map((worker) => new Promise((resolve) => worker.once("message", resolve)));
  while (Atomics.load(cells, READY) < WORKERS) await turn();
  info("ready");
  while (!log.isEnabled("debug")) await turn();
  Atomics.store(cells, OPENED, 1);
  // No turn of this thread until the lease is over in all others.
  while (Atomics.load(cells, BACK) < WORKERS);
  info("all back");
  while (log.isEnabled("debug")) await turn();
  const late = await Promise.all(turns);
  info("late {}", Math.max(...late));
} else {
  const { cells, i } = workerData;
  let n = 0;
  const step = (wait) => {
    log.info("{} of {}", n, i);
    log.debug("{} of {}", n++, i);
    return wait(1);
  };
  Atomics.add(cells, READY, 1);
  while (Atomics.load(cells, OPENED) === 0) await step(pause);
  let late = 0;
  while (!log.isEnabled("debug")) {
    await step(turn);
    late++;
  }
  Atomics.add(cells, SEEN, 1);
  while (log.isEnabled("debug")) await step(pause);
  await step(turn);
  Atomics.add(cells, BACK, 1);
  parentPort.postMessage(late);
}
