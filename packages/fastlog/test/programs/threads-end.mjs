// Workers log numbered records while the main thread ends, in one of many ways. It reports how many the
// calls had returned of when the end began, before fastlog hears of it.
import { writeSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { isMainThread, Worker, workerData } from "node:worker_threads";

const WORKERS = 4;

if (isMainThread) {
  const [pace, ending, count = "1000000", first] = process.argv.slice(2);
  const cells = new Int32Array(new SharedArrayBuffer(4 * WORKERS));
  const report = () => writeSync(3, `${cells.join(" ")}\n`);
  process.on("exit", report);
  const { configure, info } = await import("fastlog");
  // On a busy machine the workers need longer than the second that they have by default.
  if (first === "logs") configure({ exitTimeout: 60_000, signals: ending.startsWith("SIG") });
  if (ending.startsWith("SIG")) {
    // It is gone when fastlog looks whether anybody else listens.
    process.prependOnceListener(ending, report);
  }
  if (first === "logs") info("first");
  const workers = Array.from({ length: WORKERS }, (_, i) => {
    const data = { cells, i, pace, count: +count };
    return new Worker(new URL(import.meta.url), { workerData: data });
  });
  const isRunning = () => cells.every((logged) => logged >= Math.min(500, +count));
  while (!isRunning()) await turn();
  const endings = {
    exit: () => process.exit(0),
    throw() {
      process.nextTick(() => {
        throw new Error("thrown on purpose");
      });
    },
    return() {
      for (const worker of workers) worker.unref();
    },
  };
  if (ending.startsWith("SIG")) process.kill(process.pid, ending);
  else endings[ending]();
} else {
  const { cells, i, pace, count } = workerData;
  const { info } = await import("fastlog");
  for (let n = 0; n < count; n++) {
    info("record {} of {}", n, i);
    cells[i] = n + 1;
    if (pace === "turns" && n % 100 === 99) await turn();
    // One turn, but for its end.
    if (pace === "turn" && n === 20_000) await turn();
  }
  // It waits for something, and has logged in the turn that it waits in.
  if (pace === "waits") await new Promise(() => setInterval(() => {}, 1000));
}
