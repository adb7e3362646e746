import { writeFileSync } from "node:fs";
import { median } from "../statistics.js";
import { quantile } from "./bootstrap.js";
import { COSTS, measureCosts } from "./costs.js";
import { machine } from "./machine.js";
import { measureRatios } from "./ratios.js";
import { SCENARIOS } from "./scenarios.js";

/** Measurements as the gate makes them, one after the other. */
const RUNS = 8;
/** A ratio that is worse by less is let pass, however little it varied. */
const LEAST_TOLERANCE = 0.03;

/**
 * Measures a baseline. It takes about as long as the gate does eight times.
 *
 * @param {string} dist
 * @param {import("./ratios.js").Measuring} measuring
 * @param {string} [only] `ratios` or `costs`.
 */
export function measureBaseline(dist, { how, progress }, only) {
  const [ratios, costs] = [[], []];
  for (let i = 0; i < RUNS; i++) {
    const measuring = { how, progress: (what) => progress(`run ${i + 1} of ${RUNS}: ${what}`) };
    if (only !== "costs") ratios.push(measureRatios(SCENARIOS, measuring));
    if (only !== "ratios") costs.push(measureCosts(dist, measuring));
  }
  return {
    recorded: new Date().toISOString(),
    machine: machine(),
    runs: RUNS,
    ...(only === "costs" ? {} : { ratios: ratiosOf(ratios) }),
    ...(only === "ratios" ? {} : { costs: costsOf(costs) }),
  };
}

/** @param {string} path */
export function write(path, baseline) {
  writeFileSync(path, `${JSON.stringify(baseline, undefined, 2)}\n`);
}

function ratiosOf(runs) {
  const all = SCENARIOS.map(({ id, references }) => {
    const own = Object.keys(references).map((name) => [
      name,
      ratioOf(runs.map((run) => run[id][name])),
    ]);
    return [id, Object.fromEntries(own)];
  });
  return Object.fromEntries(all);
}

function costsOf(runs) {
  const all = Object.entries(COSTS).map(([name, { least }]) => {
    const values = runs.map((run) => run[name]);
    return [name, { ...among(values), tolerance: toleranceOf(values, least) }];
  });
  return Object.fromEntries(all);
}

/** The median of the runs' medians, where those lay, and where the processes did. */
function ratioOf(runs) {
  const medians = runs.map(median);
  const all = runs.flat();
  return {
    ...among(medians),
    processes: { lower: round(quantile(all, 0.05)), upper: round(quantile(all, 0.95)) },
    tolerance: toleranceOf(medians, LEAST_TOLERANCE),
  };
}

/** What the worst of these runs, in which nothing had changed, was off by. */
function toleranceOf(values, least) {
  return round(Math.max(least, Math.max(...values) / median(values) - 1));
}

function among(values) {
  const [value, lower, upper] = [median(values), Math.min(...values), Math.max(...values)];
  return { value: round(value), lower: round(lower), upper: round(upper) };
}

function round(value) {
  return Number(value.toPrecision(6));
}
