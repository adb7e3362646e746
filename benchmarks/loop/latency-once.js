// The time of single calls at a steady rate, and the delay of the event loop.
//
//   node --expose-gc latency-once.js CONTENDER PATH SECONDS 3>results
//
// Every millisecond it logs what is due at 50,000 records a second. To descriptor 3 it writes JSON:
// percentiles of the calls in nanoseconds, of the event loop's delay in milliseconds, the rate that was
// reached, and how many records were logged.
import { writeSync } from "node:fs";
import { createHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { contender } from "../loggers/all.js";
import { settled } from "../records/delivered.js";

const RATE = 50_000;
const WARM_UP = 1;
/** Milliseconds that the monitor itself waits: part of each delay that it reports. */
const RESOLUTION = 1;
const clock = process.hrtime.bigint;

const [, , id, path, seconds] = process.argv;
const { open } = await contender(id);
const opened = await open({ kind: "file", path }, "json");
const { fields } = opened;
let next = 0;

await steadily(WARM_UP, createHistogram());
globalThis.gc();
const calls = createHistogram();
const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
delays.enable();
const taken = await steadily(Number(seconds), calls);
delays.disable();
await opened.flush();
await opened.close();
await settled(path, next);

const loop = (value) => Math.max(value / 1e6 - RESOLUTION, 0);
writeSync(
  3,
  JSON.stringify({
    calls: {
      p50: calls.percentile(50),
      p99: calls.percentile(99),
      "p99.9": calls.percentile(99.9),
      max: calls.max,
    },
    loop: { p99: loop(delays.percentile(99)), max: loop(delays.max) },
    rate: calls.count / taken,
    logged: next,
  }),
);
process.exit();

/** @returns {Promise<number>} Seconds that it took. */
async function steadily(seconds, histogram) {
  const from = next;
  const start = clock();
  const all = RATE * seconds;
  while (next - from < all) {
    const elapsed = Number(clock() - start) / 1e9;
    const due = Math.min(Math.floor(elapsed * RATE), all);
    while (next - from < due) {
      const before = clock();
      fields(next++);
      const after = clock();
      histogram.record(after > before ? after - before : 1n);
    }
    await wait(1);
  }
  return Number(clock() - start) / 1e9;
}
