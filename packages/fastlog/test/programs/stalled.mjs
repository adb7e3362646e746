// Logs many records to a peer that never reads, an error among so many, and reports what became of them
// and how much memory that took.
//
//   node stalled.mjs OPTIONS COUNT ERROR_EVERY
import { writeSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { close, configure, error, info, stats } from "fastlog";

const [options, count, errorEvery] = process.argv.slice(2).map((text) => JSON.parse(text));
const PER_TURN = 5_000;

configure({ format: { template: "{level} {message}" }, ...options });

async function log(from, to) {
  for (let i = from; i < to; i++) {
    if (i % errorEvery === 0)
      error("record {} is an error, of a hundred characters or so: {}", i, i);
    else info("record {} is nothing special, of a hundred characters or so: {}", i, i);
    if (i % PER_TURN === PER_TURN - 1) await setImmediate();
  }
}

// What the code itself takes is taken before.
await log(0, count / 10);
globalThis.gc();
const before = process.memoryUsage.rss();
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let most = before;
for (let at = count / 10; at < count; at += count / 10) {
  await log(at, at + count / 10);
  most = Math.max(most, process.memoryUsage.rss());
}
delay.disable();
const [full] = stats().backends;
await close();
const [closed] = stats().backends;
const growth = most - before;
writeSync(3, `${JSON.stringify({ growth, delay: delay.max / 1e6, full, closed })}\n`);
process.exit();
