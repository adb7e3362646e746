// Logs many records to a peer that never reads, an error among so many, and reports what became of them
// and how much memory that took.
//
//   node --expose-gc stalled.mjs OPTIONS COUNT ERROR_EVERY
import { writeSync } from "node:fs";
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

/** How many bytes are reachable. V8 frees the memory of buffers beside a collection; the next one waits for that. */
function held() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const before = held();
let most = before;
for (let at = 0; at < count; at += count / 10) {
  await log(at, at + count / 10);
  most = Math.max(most, held());
}
const [full] = stats().backends;
await close();
const [closed] = stats().backends;
writeSync(3, `${JSON.stringify({ growth: most - before, full, closed })}\n`);
process.exit();
