// Logs numbered records of many lengths in several threads at once, and says whose they are.
//
//   node crowd.mjs NAME THREADS COUNT    COUNT is of each thread
import { setImmediate } from "node:timers/promises";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { info } from "fastlog";
import { lengthOf } from "./crowd-length.mjs";

const PADDING = "x".repeat(4000);

if (isMainThread) {
  const [name, threads, count] = process.argv.slice(2);
  for (let i = 0; i < threads; i++) {
    new Worker(import.meta.filename, { workerData: { name: `${name}${i}`, count: Number(count) } });
  }
} else {
  const { name, count } = workerData;
  for (let i = 0; i < count; i++) {
    const start = `${name} ${i} `;
    info(start + PADDING.slice(0, Math.max(0, lengthOf(i) - 1 - start.length)));
    if (i % 100 === 99) await setImmediate();
  }
}
