// Terminates a worker that logs 100 records in each turn, and one that it has made; then ends. Reports how
// many records the first one had logged by its last whole turn: one of the event loop, or 5 ms.
//
//   node threads-terminate.mjs turn|ms
import { writeSync } from "node:fs";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { configure, info } from "fastlog";

if (isMainThread) {
  // Much longer than anybody waits for: nothing is to be waited for.
  configure({ exitTimeout: 60_000 });
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { cells, depth: 0, pace: process.argv[2] },
  });
  while (cells[0] < 2000 || cells[1] === 0) await turn();
  await worker.terminate();
  writeSync(3, `${cells[0]}\n`);
  process.exit();
}

const { cells, depth, pace } = workerData;
if (pace === "turn") configure({ flushAfter: 0 });
if (depth === 0) new Worker(new URL(import.meta.url), { workerData: { cells, depth: 1 } });
for (let i = 0; ; i++) {
  if (depth === 0) info("record {}", i);
  // This one never ends its turn.
  else if (i === 0) info("nested");
  else cells[1] = 1;
  if (depth === 0 && i % 100 === 99) {
    await (pace === "turn" ? turn() : delay(5));
    cells[0] = i + 1;
  }
}
