// A child of speed.js: how many bytes of heap a record takes, turns and writing included.
//
//   node --expose-gc --min-semi-space-size=256 --max-semi-space-size=256 heap.js NAME [MODULE]
//
// prints JSON: bytes a record of the contender of that name that the module makes, and how often
// garbage was collected meanwhile. The young generation is so large that it never is: then all that
// was allocated is still there at the end.
import { writeSync } from "node:fs";
import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { BATCH, turn } from "./measure/batch.js";

const WARM_UP = 200;
const BATCHES = 40;

const [, , wanted, module = "./contenders.js"] = process.argv;
const { contenders } = await import(module);
const { batch, flush } = contenders("/dev/null").find(({ name }) => name === wanted);

async function log(batches) {
  for (let i = 0; i < batches; i++) {
    batch();
    await turn();
  }
}

await log(WARM_UP);
globalThis.gc();
// The collector's own report comes later than the collection.
await wait(50);
let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});
observer.observe({ entryTypes: ["gc"] });

const before = process.memoryUsage().heapUsed;
await log(BATCHES);
const after = process.memoryUsage().heapUsed;

await wait(50);
flush();
writeSync(1, JSON.stringify({ bytes: (after - before) / (BATCHES * BATCH), collections }));
