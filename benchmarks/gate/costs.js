import { execFileSync } from "node:child_process";
import { realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { child } from "../measure/child.js";
import { entryOf, using } from "../measure/package.js";
import { least } from "../measure/statistics.js";
import { SCENARIOS } from "./scenarios.js";

/**
 * As in ../loop/heap.js, nothing is collected. V8 compiles in the thread that logs: on a busy machine another thread
 * would be done with it only when all is measured.
 */
const NO_COLLECTION = [
  "--expose-gc",
  "--min-semi-space-size=256",
  "--max-semi-space-size=256",
  "--no-concurrent-recompilation",
];
const HEAPS = 7;

/**
 * A cost that no machine changes, in bytes. Of the heap, 4 bytes a record are a quarter of the least that V8
 * allocates, a number of 16 bytes; runs differ by 2.
 *
 * @typedef {object} Cost
 * @property {string} measure Its name in Bencher's metric format.
 * @property {number} tolerance How much more than recorded passes, as a part of it.
 * @property {number} slack The same in bytes, on top.
 * @property {boolean} byNode Whether it depends on the major version of Node.
 *
 * @type {Record<string, Cost>}
 */
export const COSTS = {
  "heap/message": { measure: "heap-per-record", tolerance: 0, slack: 4, byNode: true },
  "heap/fields": { measure: "heap-per-record", tolerance: 0, slack: 4, byNode: true },
  "size/packed": { measure: "size", tolerance: 0.02, slack: 0, byNode: false },
  "size/loaded": { measure: "size", tolerance: 0.02, slack: 0, byNode: false },
};

/**
 * The costs of a build, by name.
 *
 * @param {string} build
 * @param {(doing: string) => void} progress
 * @returns {Record<string, number>}
 */
export function measureCosts(build, progress) {
  progress("heap");
  const heap = { "heap/message": heapOf("message", build), "heap/fields": heapOf("fields", build) };
  progress("sizes");
  return { ...heap, "size/packed": packed(build), "size/loaded": loaded(build) };
}

/** Bytes of heap that a record takes; the least of some processes, as V8 may put something of its own on top. */
function heapOf(id, build) {
  const { format } = SCENARIOS.find((scenario) => scenario.id === id);
  const { flags, env } = using(build);
  const how = { env, flags: [...NO_COLLECTION, ...flags], args: ["fastlog", id, format] };
  const runs = Array.from({ length: HEAPS }, () => child("loop/heap-once.js", how));
  const disturbed = runs.find(({ collections }) => collections > 0);
  if (disturbed !== undefined) {
    throw new Error(`heap of ${id}: ${disturbed.collections} collections, expected none`);
  }
  return least(runs.map(({ bytes }) => bytes));
}

/** Bytes of the tarball that would be published. */
function packed(build) {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--offline"];
  const [{ size }] = JSON.parse(execFileSync("npm", args, { cwd: build, encoding: "utf8" }));
  return size;
}

/** Bytes of the files that importing the package loads. */
function loaded(build) {
  return loadedBy(build).reduce((sum, file) => sum + statSync(file).size, 0);
}

/** The package's files that importing it loads. @param {string} build @returns {string[]} */
export function loadedBy(build) {
  const dist = realpathSync(join(build, "dist"));
  const files = child("gate/loaded.js", { args: [entryOf(build), dist] });
  if (files.length === 0) throw new Error(`${dist}: importing it loaded none of its files`);
  return files;
}
