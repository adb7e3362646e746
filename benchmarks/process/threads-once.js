// How many records a second the threads of one process deliver, once.
//
//   node threads-once.js CONTENDER THREADS own|shared RECORDS FOLDER [read|count] 3>results
//
// 0 threads are the main thread. Every thread logs that many records, to a file of its own or to the one
// that they share. To descriptor 3 it writes JSON: records delivered and lost, how long that took from the
// start until a file was last written, and the CPU time.

import { once } from "node:events";
import { truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { contender } from "../loggers/all.js";
import { now } from "../measure/clock.js";
import { eachLine, lastWritten, settled } from "../records/delivered.js";
import { Proof } from "../records/proof.js";
import { logInThread, WARM_UP } from "./thread.js";

/** Numbers between the first records of two threads. */
const STEP = 100_000_000;

const [, , id, threads, how, records, folder, proof = "read"] = process.argv;
const count = Math.max(Number(threads), 1);
const tasks = Array.from({ length: count }, (_, i) => ({
  id,
  path: join(folder, how === "own" ? `${i}.log` : "shared.log"),
  from: i * STEP,
  records: Number(records),
}));
const paths = [...new Set(tasks.map(({ path }) => path))];
for (const path of paths) writeFileSync(path, "");

const { start, cpu } = threads === "0" ? await inMain() : await inWorkers();
const wanted = count * Number(records);
for (const path of paths) await settled(path, wanted / paths.length);
const seconds = (Math.max(...paths.map(lastWritten)) - start) / 1e3;
const { read } = await contender(id);
const delivered = prove();
writeSync(
  3,
  JSON.stringify({ rate: delivered / seconds, delivered, lost: wanted - delivered, seconds, cpu }),
);

async function inMain() {
  let begin;
  await logInThread(tasks[0], async () => (begin = await ready()));
  return since(begin);
}

async function inWorkers() {
  const gate = new SharedArrayBuffer(4);
  const script = new URL("thread.js", import.meta.url);
  const workers = tasks.map((task) => new Worker(script, { workerData: { ...task, gate } }));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const begin = await ready();
  const ends = workers.map((worker) => once(worker, "message"));
  Atomics.store(new Int32Array(gate), 0, 1);
  Atomics.notify(new Int32Array(gate), 0);
  await Promise.all(ends);
  return since(begin);
}

/** Removes the records of the warm-up. */
async function ready() {
  for (const path of paths) {
    await settled(path, (count / paths.length) * WARM_UP);
    truncateSync(path);
  }
  return { start: now(), usage: process.cpuUsage() };
}

function since({ start, usage }) {
  const { user, system } = process.cpuUsage(usage);
  return { start, cpu: (user + system) / 1e6 };
}

/** Counts the lines; with `read`, proves that each thread's are its records in order. A floor's are only counted. */
function prove() {
  if (proof === "count" || read === undefined)
    return paths.reduce((sum, path) => sum + eachLine(path).records, 0);
  const proofs = tasks.map(({ from }) => new Proof("fields", from));
  for (const path of paths) {
    eachLine(path, (line) => {
      const record = read(line, "json");
      proofs[Math.floor(record.fields.ms / STEP)].record(record);
    });
  }
  return proofs.reduce((sum, { records }) => sum + records, 0);
}
