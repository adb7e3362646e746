// Logs numbered records to several backends, flushes those that take them, and reports their counters.
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { configure, flush, info, stats } from "fastlog";

const PADDING = "x".repeat(400);
const [options, count] = process.argv.slice(2);

configure({ format: { template: "{message}" }, ...JSON.parse(options) });
for (let i = 0; i < count; i++) {
  info("record {}, and some more to make it longer: {}", i, PADDING);
  if (i % 100 === 99) await setImmediate();
}
const isDone = () =>
  stats()
    .backends.slice(1)
    .every(({ buffered }) => buffered === 0);
while (!isDone()) await setImmediate();
// Of one of them it cannot be told.
await flush({ timeout: 1 }).catch(() => {});
writeSync(3, `${JSON.stringify(stats().backends)}\n`);
process.exit();
