import { child } from "../measure/child.js";
import { using } from "./package.js";
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
  const modules = [...new Set(scenarios.map(({ module }) => module))];
  for (const module of modules) {
    const measured = inPairs(builds, pairs, (build, pair) => {
      progress(`records, ${module}, pair ${pair + 1} of ${pairs}`);
      return once(module, build);
    });
    for (const { id, name } of scenariosOf(module)) {
      ratios[id]?.push(...measured.map(({ base, candidate }) => candidate[name] / base[name]));
    }
  }
  return ratios;
}

/** How long a record takes for each contender of a module, in one process: ns, by name. */
export function once(module, build) {
  const { flags, env } = using(build);
  return child("gate/once.js", {
    args: [module, String(ROUNDS)],
    env,
    flags: [...GROWN, ...flags],
  });
}
