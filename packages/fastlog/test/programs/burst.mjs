// Logs many records, reports its counters, and ends with a code of its own.
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { info, stats } from "fastlog";

const [count, touch] = process.argv.slice(2);

// The getter makes a pipe or socket non-blocking, for every process that has it.
if (touch === "touched") void process.stdout;

for (let i = 0; i < count; i++) {
  info("record {}", i);
  if (i % 500 === 499) await setImmediate();
}
await setImmediate();
writeSync(3, `${JSON.stringify(stats())}\n`);
process.exitCode = 7;
