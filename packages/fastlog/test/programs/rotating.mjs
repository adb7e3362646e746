// Logs numbered records to a file that fastlog rotates, in several threads at once, until it is told to stop.
// Each thread reports how many it has logged.
//
//   node rotating.mjs URL NAME THREADS [OPTIONS]    without threads it logs in the main one
//
// With OPTIONS, as JSON, the main thread opens the file as well, and reports each one that is done.
import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { configure, file, info } from "fastlog";

const PADDING = "x".repeat(80);
/** Whether it is to stop. */
const STOPPED = 0;

async function logOn(name, state) {
  let logged = 0;
  while (state[STOPPED] === 0) {
    for (let i = 0; i < 20; i++) info("{} {} {}", name, logged++, PADDING);
    await setTimeout(1);
  }
  writeSync(3, `${name} ${logged}\n`);
}

if (isMainThread) {
  const [url, name, threads, options] = process.argv.slice(2);
  const format = { template: "{message}" };
  const onRotated = ({ path, size }) => writeSync(3, `done ${path} ${size}\n`);
  const backend =
    options === undefined
      ? url
      : file(fileURLToPath(url.replace(/\?.*/, "")), { ...JSON.parse(options), onRotated });
  configure({ backend, format });
  const state = new Int32Array(new SharedArrayBuffer(4));
  process.once("SIGUSR2", () => {
    state[STOPPED] = 1;
  });
  for (let i = 0; i < threads; i++) {
    new Worker(import.meta.filename, { workerData: { name: `${name}${i}`, state, url, format } });
  }
  if (threads === "0") await logOn(name, state);
} else {
  const { name, state, url, format } = workerData;
  configure({ backend: url, format });
  await logOn(name, state);
}
