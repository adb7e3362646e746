import { child } from "../measure/child.js";
import { using } from "../measure/package.js";
import { inPairs } from "./pairs.js";
import { scenariosOf } from "./scenarios.js";

const ROUNDS = 300;
/** The young generation has the size that it grows to in a program, so that its growth is no chance event. */
const GROWN = ["--min-semi-space-size=16", "--max-semi-space-size=16"];

/**
 * How many times as long as the base's a record takes, one figure a pair of processes.
 *
 * @typedef {Record<string, number[]>} Ratios By row.
 * @typedef {{ builds: readonly [string, string], progress: (doing: string) => void }} Measuring
 *
 * @param {readonly import("./scenarios.js").Scenario[]} scenarios
 * @param {Measuring} measuring
 * @param {number} pairs Of processes: V8 inlines a little differently in each, which alone makes ±5 %.
 * @returns {Ratios}
 */
export function measureRecords(scenarios, { builds, progress }, pairs) {
  const ratios = Object.fromEntries(scenarios.map(({ id }) => [id, []]));
  const formats = [...new Set(scenarios.map(({ format }) => format))];
  for (const format of formats) {
    const measured = inPairs(builds, pairs, (build, pair) => {
      progress(`records, ${format}, pair ${pair + 1} of ${pairs}`);
      return once(format, build);
    });
    for (const id of scenariosOf(format)) {
      ratios[id]?.push(...measured.map(({ base, candidate }) => candidate[id] / base[id]));
    }
  }
  return ratios;
}

/** How long a record of each scenario of a format takes, in one process: ns, by scenario. */
export function once(format, build) {
  const { flags, env } = using(build);
  return child("gate/once.js", {
    args: [format, String(ROUNDS)],
    env,
    flags: [...GROWN, ...flags],
  });
}
