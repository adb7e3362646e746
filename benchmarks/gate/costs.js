import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { child } from "../child.js";
import { least } from "../statistics.js";
import { specifierOf } from "./dist.js";
import { SCENARIOS } from "./scenarios.js";

/** As in ../processes.js: nothing is collected, and so all that was allocated is still there. */
const NO_COLLECTION = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];
const HEAPS = 5;
export const IMPORTS = 20;
const PACKAGE = fileURLToPath(new URL("../../packages/fastlog", import.meta.url));

/**
 * What hardly varies, by name. {@link COSTS} says in what.
 *
 * @param {string} dist
 * @param {import("./ratios.js").Measuring} measuring
 * @returns {Record<string, number>}
 */
export function measureCosts(dist, { how, progress }) {
  progress("heap");
  const heap = {
    "heap/message": heapOf("message", how),
    "heap/fields": heapOf("fields", how),
  };
  progress("sizes");
  const sizes = { "size/packed": packed(dist), "size/index.cjs": sizeOfIndex(dist) };
  progress("imports");
  return { ...heap, ...sizes, import: importCost(dist, IMPORTS) };
}

/** What a cost is in, and what more of it is let pass than was ever measured: a part of the baseline. */
export const COSTS = {
  "heap/message": { unit: "bytes", measure: "heap-per-record", least: 0.15 },
  "heap/fields": { unit: "bytes", measure: "heap-per-record", least: 0.05 },
  "size/packed": { unit: "bytes", measure: "size", least: 0.02 },
  "size/index.cjs": { unit: "bytes", measure: "size", least: 0.02 },
  import: { unit: "of pino's", measure: "import-ratio", least: 0.1 },
};

/** Bytes of heap that a record takes; the least of some processes, as V8 may put something of its own on top. */
function heapOf(id, how) {
  const { module, name } = SCENARIOS.find((scenario) => scenario.id === id);
  const flags = [...NO_COLLECTION, ...how.flags];
  const once = () => child("heap.js", { ...how, args: [name, `./${module}`], flags });
  const runs = Array.from({ length: HEAPS }, once);
  const disturbed = runs.find(({ collections }) => collections > 0);
  if (disturbed !== undefined) {
    throw new Error(`heap of ${id}: ${disturbed.collections} collections, expected none`);
  }
  return least(runs.map(({ bytes }) => bytes));
}

/** Bytes of the tarball that would be published with that build. */
function packed(dist) {
  const folder = mkdtempSync(join(tmpdir(), "fastlog-gate-"));
  try {
    for (const name of ["package.json", "README.md", "LICENSE", "THIRD-PARTY-NOTICES.md"]) {
      cpSync(join(PACKAGE, name), join(folder, name));
    }
    cpSync(dist, join(folder, "dist"), { recursive: true });
    const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--offline"];
    const [{ size }] = JSON.parse(execFileSync("npm", args, { cwd: folder, encoding: "utf8" }));
    return size;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sizeOfIndex(dist) {
  return statSync(join(dist, "index.cjs")).size;
}

/**
 * What importing costs over an empty module, as a part of what pino's import does: a slower disk or
 * processor is slower for both. The least of processes that take turns.
 *
 * @param {string} dist
 * @param {number} processes
 */
export function importCost(dist, processes) {
  const specifiers = ["./imports/empty.mjs", specifierOf(dist), "pino"];
  const walls = specifiers.map(() => []);
  for (let i = 0; i < processes; i++) {
    specifiers.forEach((specifier, n) => {
      walls[n].push(child("import.js", { args: [specifier] }).wall);
    });
  }
  const [empty, fastlog, pino] = walls.map(least);
  return (fastlog - empty) / (pino - empty);
}
