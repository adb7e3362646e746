// Logs to a black box, and ends in one of several ways.
//
//   node box-ends.mjs FILE WAY ON    ON: JSON, the option `on` of the recorder
import { writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { configure, debug, info } from "fastlog";

const [file, way, on] = process.argv.slice(2);
const parent = process.ppid;

/** In the turn after this one, so that a box that is written has it. */
const later = (action) => setImmediate(() => setImmediate(action));
const stay = () => setInterval(() => process.ppid === parent || process.exit(), 500);
const fail = () => {
  throw new Error("thrown");
};

/** Starts a worker; resolves when it has logged. */
async function worker(end = "stays") {
  const it = new Worker(fileURLToPath(import.meta.url), { workerData: end });
  it.on("error", () => {});
  await new Promise((resolve) => it.once("message", resolve));
  return it;
}

const ways = {
  return: () => {},
  exit: () => later(() => process.exit(3)),
  throw: () => later(fail),
  "SIGTERM handled": () => later(() => process.kill(process.pid, "SIGTERM")),
  SIGTERM: () => later(() => process.kill(process.pid, "SIGTERM")),
  "worker terminated": async () => (await worker()).terminate(),
  "worker throws": () => worker("throws"),
  "workers killed": async () => {
    await Promise.all([worker(), worker()]);
    writeSync(3, "ready\n");
    stay();
  },
};

if (isMainThread) {
  configure({
    ...{ filter: "info", format: { template: "{level} {tag} {message}" } },
    signals: way === "SIGTERM handled",
    recorder: { file, on: JSON.parse(on) },
  });
  info("logged");
  debug("kept");
  await ways[way]();
} else {
  debug("kept by a worker");
  later(() => parentPort.postMessage(""));
  if (workerData === "throws") later(() => later(fail));
  else parentPort.on("message", () => {});
}
