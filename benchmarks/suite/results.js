import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compared, UNITS } from "./figure.js";
import { PARTS } from "./parts.js";

/**
 * Writes what was measured into a folder:
 *
 * - `results.json`: all there is to know, for the report: the machine, the versions, how it was measured,
 *   every figure with the runs' spread, its ratios to fastlog and to the floor, and what was lost;
 * - `bencher.json`: the same figures in Bencher's metric format, for keeping track of them.
 *
 * @param {string} folder
 * @param {{ figures: import("./figure.js").Figure[], judged: import("../verdict.js").Verdict[] } & Record<string, unknown>} results
 */
export function write(folder, { figures, judged, ...about }) {
  const parts = {};
  for (const [id, { title, method }] of Object.entries(PARTS)) {
    const own = figures.filter(({ part }) => part === id);
    if (own.length > 0) parts[id] = { title, method, figures: compared(own) };
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "results.json"),
    json({ schema: 1, ...about, units: UNITS, parts, judged }),
  );
  writeFileSync(join(folder, "bencher.json"), json(bencher(figures)));
}

/** @param {readonly import("./figure.js").Figure[]} figures */
export function bencher(figures) {
  const all = figures.filter(({ measures }) => Object.keys(measures).length > 0);
  return Object.fromEntries(all.map((figure) => [nameOf(figure), figure.measures]));
}

function nameOf({ part, what, format, place, contender }) {
  return [part, what, format, place, contender]
    .filter((some) => some !== undefined)
    .map((some) => some.replaceAll("/", ""))
    .join("/");
}

function json(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
