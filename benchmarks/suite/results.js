import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../goals.js";
import { compared, UNITS } from "../measure/figure.js";
import { PARTS } from "./parts.js";

/**
 * The results that the report is made of: the machine, the versions, the method of each part, every figure with the spread
 * of the runs, its ratios to fastlog and to the floor, lost records, and the goals.
 *
 * @typedef {ReturnType<typeof gathered>} Results
 *
 * @param {{ started: string, quick: boolean, figures: import("../measure/figure.js").Figure[], seconds: Record<string, number> } & Record<string, unknown>} run
 */
export function gathered({ figures, seconds, ...about }) {
  const parts = {};
  for (const [id, { title, method }] of Object.entries(PARTS)) {
    const own = figures.filter(({ part }) => part === id);
    if (own.length > 0) parts[id] = { title, method, seconds: seconds[id], figures: compared(own) };
  }
  return { schema: 2, ...about, units: UNITS, parts, judged: judge(figures) };
}

/** All figures of all parts. @param {Results} results */
export function figuresOf({ parts }) {
  return Object.values(parts).flatMap(({ figures }) => figures);
}

/**
 * Writes `results.json` and `bencher.json` into a folder; the latter has the same figures in Bencher's metric
 * format, for keeping track of them.
 *
 * @param {string} folder
 * @param {Results} results
 */
export function write(folder, results) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(stored(results))) {
    writeFileSync(join(folder, name), text);
  }
}

/** The text of both files. @param {Results} results */
export function stored(results) {
  return { "results.json": json(results), "bencher.json": json(bencher(figuresOf(results))) };
}

/** @param {readonly import("../measure/figure.js").Figure[]} figures */
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

/** As the formatter has it: a list of numbers stands on one line. */
function json(value) {
  const text = JSON.stringify(value, undefined, 2);
  const lists = text.replace(/\[\s+(?:[\d.]+,?\s+)+\]/g, (list) =>
    list.replace(/\s+/g, " ").replace("[ ", "[").replace(" ]", "]"),
  );
  return `${lists}\n`;
}
