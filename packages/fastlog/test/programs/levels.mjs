// Logs a record of each level.
//
//   node levels.mjs OPTIONS          in the main thread
//   node levels.mjs OPTIONS worker   in a worker that has no environment
import { isMainThread, Worker } from "node:worker_threads";
import { configure, debug, error, fatal, info, trace, warn } from "fastlog";

const [options, where] = process.argv.slice(2);

if (isMainThread) configure(JSON.parse(options));
if (isMainThread && where === "worker") new Worker(import.meta.filename, { env: {} });
else for (const log of [fatal, error, warn, info, debug, trace]) log("{} words", 3, { x: 1 });
