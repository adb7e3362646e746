import { COSTS } from "./costs.js";
import { judgeCost, judgeRatio } from "./judge.js";
import { TOLERANCES } from "./ratios.js";
import { recordedFor } from "./recorded.js";

/** Pairs that are measured first, and those that decide about a row of which the first leave a doubt. */
export const FEW = 8;
export const MANY = 24;

/**
 * Compares two builds row by row. A row that is clearly no slower passes at once. Any other is measured anew, in more
 * pairs, and only these count: so a moment's trouble of the machine has to come twice.
 *
 * @param {(rows: readonly string[], pairs: number) => import("./records.js").Ratios} measure
 * @param {Record<string, number>} [accepted] How many times as slow as the base a row may be.
 * @returns {import("./judge.js").JudgedRatio[]}
 */
export function judgeRatios(measure, accepted = {}) {
  const judge = (rows, pairs) => {
    if (rows.length === 0) return [];
    const ratios = measure(rows, pairs);
    return rows.map((row) => {
      const limit = Math.max(1 + TOLERANCES[row], accepted[row] ?? 1);
      return judgeRatio(row, ratios[row], limit);
    });
  };
  const first = judge(Object.keys(TOLERANCES), FEW);
  const doubtful = first.filter(({ isClear }) => !isClear).map(({ name }) => name);
  const again = judge(doubtful, MANY);
  return first.map((row) => again.find(({ name }) => name === row.name) ?? row);
}

/**
 * @param {Record<string, number>} costs
 * @param {import("./recorded.js").Recorded} recorded
 * @param {Record<string, number>} [accepted]
 */
export function judgeCosts(costs, recorded, accepted = {}) {
  return Object.entries(costs).map(([name, value]) =>
    judgeCost(name, value, recordedFor(recorded, name), COSTS[name], accepted[name]),
  );
}
