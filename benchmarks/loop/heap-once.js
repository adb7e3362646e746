// How many bytes of heap a record takes, turns and writing included.
//
//   node --expose-gc --min-semi-space-size=256 --max-semi-space-size=256 heap-once.js CONTENDER SCENARIO FORMAT
//
// The young generation is so large that nothing is collected: then all that was allocated is still there at the end.
// Prints JSON: bytes a record, and the number of collections, which should be 0.
import { writeSync } from "node:fs";
import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { contender } from "../loggers/all.js";
import { BATCH, turn } from "../measure/batch.js";
import { loop } from "./loop.js";

const WARM_UP = 200;
/** So few that even a logger that allocates 10 KB a record stays below the limit. */
const BATCHES = 20;

const [, , id, scenario, format] = process.argv;
const { open } = await contender(id);
const opened = await open({ kind: "file", path: "/dev/null" }, format);
const { batch } = loop(opened, scenario);

async function log(batches) {
  for (let i = 0; i < batches; i++) {
    batch();
    await turn();
  }
}

await log(WARM_UP);
await opened.flush();
globalThis.gc();
// The collector's own report comes later than the collection.
await wait(50);
let collections = 0;
new PerformanceObserver((list) => {
  collections += list.getEntries().length;
}).observe({ entryTypes: ["gc"] });

const before = process.memoryUsage().heapUsed;
await log(BATCHES);
const after = process.memoryUsage().heapUsed;

await wait(50);
writeSync(1, JSON.stringify({ bytes: (after - before) / (BATCHES * BATCH), collections }));
// Some loggers' threads do not end by themselves.
process.exit();
