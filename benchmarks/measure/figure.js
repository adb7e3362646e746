import { least, median } from "./statistics.js";

/**
 * The measures of one contender for one thing. The suite's parts return lists of figures, and the report is made of them
 * alone.
 *
 * @typedef {object} Figure
 * @property {string} part Of the suite.
 * @property {string} what A scenario, or a number of threads.
 * @property {string} title The same, for people.
 * @property {string} contender
 * @property {string} name The contender's, for people.
 * @property {string} [format]
 * @property {string} [place] Where records go.
 * @property {Record<string, Measure>} measures By name; `UNITS` has their units.
 * @property {{ logged: number, delivered: number, lost: number }} [records]
 * @property {string} [note] Shown beside the numbers.
 * @property {{ fastlog?: number, floor?: number }} [ratios] The first measure, divided by theirs.
 *
 * The names that Bencher's metric format has for a value and where the runs of it lay.
 * @typedef {{ value: number, lower_value?: number, upper_value?: number }} Measure
 */

/** The unit of each measure. */
export const UNITS = {
  latency: "ns",
  cpu: "ns",
  throughput: "records/s",
  /** For a million records, as some log fewer. */
  wall: "s",
  "cpu-seconds": "s",
  "peak-memory": "bytes",
  "heap-per-record": "bytes",
  "import-time": "ms",
  installed: "bytes",
  packages: "",
  collections: "",
  logged: "records",
  p50: "ns",
  p99: "ns",
  "p99.9": "ns",
  max: "ns",
  "loop-p99": "ms",
  "loop-max": "ms",
  "achieved-rate": "records/s",
};

/** The median of several runs, and the least and the most of them. @param {readonly number[]} values */
export function middle(values) {
  return among(median(values), values);
}

/** The least of several runs, where the rest is disturbance. @param {readonly number[]} values */
export function lowest(values) {
  return among(least(values), values);
}

/** The most of several runs, as for a rate. @param {readonly number[]} values */
export function highest(values) {
  return among(Math.max(...values), values);
}

function among(value, values) {
  return { value, lower_value: Math.min(...values), upper_value: Math.max(...values) };
}

/**
 * Adds to each figure its ratios to fastlog's and to the floor's figure of the same thing.
 *
 * @param {readonly Figure[]} figures
 * @returns {Figure[]}
 */
export function compared(figures) {
  return figures.map((figure) => {
    const ratios = {};
    for (const to of ["fastlog", "floor"]) {
      const other = figures.find((other) => other.contender === to && isSame(other, figure));
      const [measure] = Object.keys(figure.measures);
      const value = figure.measures[measure]?.value;
      const base = other?.measures[measure]?.value;
      if (value !== undefined && base !== undefined && base !== 0) ratios[to] = value / base;
    }
    return { ...figure, ratios };
  });
}

function isSame(a, b) {
  return ["part", "what", "format", "place"].every((key) => a[key] === b[key]);
}
