// Logs ten records, waits until its backend has failed so often, reports its counters, and ends.
import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { configure, info, stats } from "fastlog";

const [options, failures] = process.argv.slice(2);

configure(JSON.parse(options));
for (let i = 0; i < 10; i++) info("record {}", i);

const failed = () => Object.values(stats().backends[0].errors).reduce((sum, n) => sum + n, 0);
while (failed() < failures) await setTimeout(5);
writeSync(3, `${JSON.stringify(stats().backends[0])}\n`);
