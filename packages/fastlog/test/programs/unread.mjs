// Logs records that nobody reads, and reports on descriptor 3 how many were dropped: node unread.mjs OPTIONS [worker]
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { configure, info, stats } from "fastlog";

const [options, thread] = isMainThread ? process.argv.slice(2) : [workerData];

if (thread === "worker") {
  new Worker(new URL(import.meta.url), { workerData: options });
} else {
  configure(JSON.parse(options));
  for (let turn = 0; turn < 100; turn++) {
    for (let i = 0; i < 200; i++) info("x".repeat(100));
    await setImmediate();
  }
  writeSync(3, `${stats().backends[0].dropped}\n`);
  process.exit();
}
