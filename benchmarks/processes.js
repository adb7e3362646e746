import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { child } from "./measure/child.js";
import { combine, median } from "./measure/statistics.js";

/** V8 compiles a little differently in each process, and by that alone a record's cost varies. */
const PROCESSES = 3;
const NO_COLLECTION = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];

/** The median of several processes. */
export function repeat(run, processes = PROCESSES) {
  return combine(Array.from({ length: processes }, run), median);
}

/**
 * What each contender that a module makes takes, in one process. The first one is the floor.
 *
 * @param {string} path
 * @param {string} [module]
 * @param {number} [rounds]
 */
export function throughput(path, module = "./contenders.js", rounds = 30) {
  const args = [path, module, String(rounds)];
  const best = child("throughput.js", { args, flags: ["--expose-gc"] });
  const [floor] = Object.values(best);
  // By process: one that V8 served badly, or that ran at a bad time, is compared with itself.
  for (const result of Object.values(best)) result.floors = result.wall / floor.wall;
  return best;
}

/** The heap that a record of one contender takes. */
export function allocation(name, module = "./contenders.js") {
  return repeat(() => child("heap.js", { args: [name, module], flags: NO_COLLECTION }));
}

/** Runs something with the path of a file that is there, and nobody else's. */
export function toFile(run) {
  const folder = mkdtempSync(join(tmpdir(), "fastlog-benchmark-"));
  try {
    const path = join(folder, "records.log");
    writeFileSync(path, "");
    return run(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
