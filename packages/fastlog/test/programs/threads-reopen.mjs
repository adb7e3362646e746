// Main thread and workers log to one file, which is renamed; then one of them reopens it.
import { once } from "node:events";
import { existsSync, renameSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { configure, file, flushSync, info, reopen } from "fastlog";

const WORKERS = 2;

if (isMainThread) {
  const [path, who] = process.argv.slice(2);
  configure({
    format: { template: "{tag} {message}" },
    backend: file(path),
    ...(who === "signal" ? { signals: { reopen: ["SIGHUP"] } } : {}),
  });
  const workers = Array.from({ length: WORKERS }, () => {
    return new Worker(new URL(import.meta.url));
  });
  const all = (what) => Promise.all(workers.map((worker) => ask(worker, what)));
  info("before");
  await all("before");
  renameSync(path, `${path}.1`);
  if (who === "main") reopen();
  else if (who === "signal") process.kill(process.pid, "SIGHUP");
  else await ask(workers[0], "reopen");
  // A signal takes a turn, and so does what another thread says.
  while (!existsSync(path)) await turn();
  await turn();
  await turn();
  info("after");
  await all("after");
  for (const worker of workers) worker.unref();
} else {
  parentPort.on("message", async (what) => {
    // What the other threads said may come second, but in this turn.
    await turn();
    await turn();
    if (what === "reopen") reopen();
    else info(what);
    flushSync();
    parentPort.postMessage("done");
  });
}

async function ask(worker, what) {
  worker.postMessage(what);
  await once(worker, "message");
}
