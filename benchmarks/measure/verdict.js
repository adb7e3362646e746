/**
 * Whether a figure meets its goal.
 *
 * @typedef {{ goal: number, what: string, figure: number, unit: string, wanted: string, limit: number, ok: boolean }} Verdict
 */

/** @returns {Verdict} */
export function atMost(goal, what, figure, limit, unit) {
  return { goal, what, figure, unit, wanted: `at most ${limit}`, limit, ok: figure <= limit };
}

/** @returns {Verdict} */
export function atLeast(goal, what, figure, limit, unit) {
  return { goal, what, figure, unit, wanted: `at least ${limit}`, limit, ok: figure >= limit };
}
