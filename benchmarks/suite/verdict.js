import { atLeast as least, atMost as most } from "../verdict.js";

/** A verdict, and what the figure was held against. @typedef {import("../verdict.js").Verdict & { limit: number }} Judged */

/** @returns {Judged} */
export function atMost(goal, what, figure, limit, unit) {
  return { ...most(goal, what, figure, limit, unit), limit };
}

/** @returns {Judged} */
export function atLeast(goal, what, figure, limit, unit) {
  return { ...least(goal, what, figure, limit, unit), limit };
}
