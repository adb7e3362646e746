/**
 * Whether a figure is what it has to be.
 *
 * @typedef {{ goal: number, what: string, figure: number, unit: string, wanted: string, ok: boolean }} Verdict
 */

/** @returns {Verdict} */
export function atMost(goal, what, figure, limit, unit) {
  return { goal, what, figure, unit, wanted: `at most ${limit}`, ok: figure <= limit };
}

/** @returns {Verdict} */
export function atLeast(goal, what, figure, limit, unit) {
  return { goal, what, figure, unit, wanted: `at least ${limit}`, ok: figure >= limit };
}
