// Changes the filter while four workers count the turns in which they have still the old one.
import { setImmediate as turn } from "node:timers/promises";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { configure, enabled, setFilter } from "fastlog";

const WORKERS = 4;
const LEVELS = [false, true, false];

/** How often the filter was changed, and how many workers have seen that. */
const [CHANGED, SEEN] = [0, 1];

if (isMainThread) {
  const [from = "main", isolated] = process.argv.slice(2);
  const cells = new Int32Array(new SharedArrayBuffer(4 * (3 + WORKERS)));
  const isReady = (count) => Atomics.load(cells, SEEN) === count;
  for (let i = 0; i < WORKERS; i++) {
    const changes = from === "worker" && i === 0;
    new Worker(new URL(import.meta.url), { workerData: { cells, i, changes, isolated } });
  }
  while (!isReady(WORKERS)) await turn();
  for (const [i, spec] of ["debug", "info"].entries()) {
    if (from === "main") setFilter(spec);
    // Otherwise the first worker changes it, when it is asked to.
    Atomics.store(cells, from === "main" ? CHANGED : 2, i + 1);
    while (!isReady(WORKERS * (i + 2))) await turn();
    let late = 0;
    while (enabled("debug") !== LEVELS[i + 1] && late < 1000) {
      await turn();
      late++;
    }
    console.log(`main ${enabled("debug")} ${late < 2}`);
  }
  console.log(`late ${[...cells.slice(3)].join(" ")}`);
} else {
  const { cells, i, changes, isolated } = workerData;
  if (isolated === String(i)) configure({ isolated: true });
  Atomics.add(cells, SEEN, 1);
  for (let change = 1; change <= 2; change++) {
    while (Atomics.load(cells, CHANGED) < change) {
      if (changes && Atomics.load(cells, 2) === change) {
        setFilter(change === 1 ? "debug" : "info");
        Atomics.store(cells, CHANGED, change);
      }
      await turn();
    }
    // Turns that begin after the change, and without it.
    let late = 0;
    while (enabled("debug") !== LEVELS[change] && late < 100) {
      await turn();
      late++;
    }
    if (late > cells[3 + i]) cells[3 + i] = late;
    Atomics.add(cells, SEEN, 1);
  }
}
