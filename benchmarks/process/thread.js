import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { contender } from "../loggers/all.js";
import { loop } from "../loop/loop.js";
import { BATCH, turn } from "../measure/batch.js";

/** Records until V8 has compiled what there is. */
export const WARM_UP = 100_000;

/**
 * A thread that logs: it warms up, says that it is ready, waits for the start, and says when all of its
 * records have left it. The records of each thread have numbers of their own.
 *
 * @param {{ id: string, path: string, from: number, records: number }} task
 * @param {() => Promise<void>} started Resolves when all threads are ready.
 */
export async function logInThread({ id, path, from, records }, started) {
  const { open } = await contender(id);
  const opened = await open({ kind: "file", path }, "json");
  const { batch, restart } = loop(opened, "fields");

  async function log(count) {
    restart(from);
    for (let logged = 0; logged < count; logged += BATCH) {
      batch();
      await turn();
      await opened.room?.();
    }
  }

  await log(WARM_UP);
  await opened.flush();
  await started();
  await log(records);
  await opened.close();
}

if (!isMainThread) {
  const { gate, ...task } = workerData;
  await logInThread(task, async () => {
    parentPort.postMessage("ready");
    // Nothing else happens in this thread; all are woken at once.
    Atomics.wait(new Int32Array(gate), 0, 0);
  });
  parentPort.postMessage("done");
}
