import { child } from "../child.js";
import { SCENARIOS } from "./scenarios.js";

/** Of each kind. V8 inlines a little differently in each, which alone makes ±5 %. */
export const PROCESSES = 12;
const ROUNDS = 200;
/**
 * The young generation has the size that it grows to in a program. Left to grow, it decides by chance how
 * often pino's garbage is collected in a batch, which makes ±15 %.
 */
const GROWN = ["--min-semi-space-size=16", "--max-semi-space-size=16"];

/**
 * How many times as much as each reference a record takes, one figure a process.
 *
 * @typedef {Record<string, Record<string, number[]>>} Ratios By scenario and reference.
 *
 * @param {readonly import("./scenarios.js").Scenario[]} scenarios
 * @param {Measuring} measuring
 * @param {number} [processes]
 * @returns {Ratios}
 *
 * @typedef {{ how: import("./dist.js").How, progress: (what: string) => void }} Measuring
 */
export function measureRatios(scenarios, { how, progress }, processes = PROCESSES) {
  const ratios = {};
  for (let i = 0; i < processes; i++) {
    progress(`records, process ${i + 1} of ${processes}`);
    for (const module of new Set(scenarios.map(({ module }) => module))) {
      const costs = once(module, how);
      for (const { id, name, references } of scenarios.filter((one) => one.module === module)) {
        for (const [reference, other] of Object.entries(references)) {
          ratios[id] ??= {};
          ratios[id][reference] ??= [];
          ratios[id][reference].push(costs[name] / costs[other]);
        }
      }
    }
  }
  return ratios;
}

/** What a record takes for all whom the scenarios of a module name, in one process: ns, by name. */
export function once(module, how) {
  // Always all of them: who else logs in a process decides what V8 makes of the code that they share.
  const own = SCENARIOS.filter((one) => one.module === module);
  const names = own.flatMap(({ name, references }) => [...Object.values(references), name]);
  const args = [module, String(ROUNDS), ...new Set(names)];
  return child("gate/once.js", { ...how, args, flags: [...GROWN, ...how.flags] });
}
