// Logs ten records every ten milliseconds until SIGTERM comes, then ends by itself. Reports after each hundred
// turns how many there were, how often the event loop went round, and what is held and was dropped.
//
//   node --expose-gc steady.mjs [touched]    touched: process.stdout has made the descriptor one that does not block
import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { info, stats } from "fastlog";

if (process.argv[2] === "touched") void process.stdout;
const PADDING = "x".repeat(2_000);
let isStopped = false;
process.once("SIGTERM", () => {
  isStopped = true;
});

function report(turns) {
  // V8 frees the memory of buffers beside a collection; the next one waits for that.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const { loopCount } = performance.nodeTiming.uvMetricsInfo;
  const [{ buffered, dropped }] = stats().backends;
  const said = { turns, loops: loopCount, held: heapUsed + external, buffered, dropped };
  writeSync(3, `${JSON.stringify(said)}\n`);
}

let logged = 0;
info("record {} {}", logged++, PADDING);
report(0);
for (let turn = 1; !isStopped; turn++) {
  for (let i = 0; i < 10; i++) info("record {} {}", logged++, PADDING);
  await setTimeout(10);
  if (turn % 100 === 0) report(turn);
}
process.exit(7);
