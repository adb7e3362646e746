import { readFileSync } from "node:fs";
import { COSTS } from "./costs.js";
import { TOLERANCES } from "./ratios.js";

/**
 * A change for the worse that was reviewed and is let pass.
 *
 * @typedef {object} Accepted
 * @property {string} row
 * @property {number} atMost How many times as much as the base, or as recorded, the row may be.
 * @property {string} why
 * @property {string} base The base that it holds against: its commit, or the beginning of it. Against a later base,
 *   which has the change in it, it no longer holds.
 */

const FILE = new URL("accepted.json", import.meta.url);
const ROWS = [...Object.keys(TOLERANCES), ...Object.keys(COSTS)];

/** @returns {Accepted[]} */
export function readAccepted() {
  return checked(JSON.parse(readFileSync(FILE, "utf8")));
}

/** The same list. Throws where an entry says too little. @param {Accepted[]} list */
export function checked(list) {
  for (const { row, atMost, why, base } of list) {
    const entry = `accepted.json, row "${row}"`;
    if (!ROWS.includes(row)) throw new Error(`${entry}: expected one of ${ROWS.join(", ")}`);
    if (!(atMost > 1)) throw new Error(`${entry}: atMost is ${atMost}, expected more than 1`);
    if (typeof why !== "string" || why.length < 20) {
      throw new Error(`${entry}: why is ${JSON.stringify(why)}, expected the reason in a sentence`);
    }
    if (!/^[0-9a-f]{7,40}$/.test(base)) {
      throw new Error(`${entry}: base is ${JSON.stringify(base)}, expected a commit's hash`);
    }
  }
  return list;
}

/**
 * How much each row may be against a base, and the entries that were for another one.
 *
 * @param {readonly Accepted[]} list
 * @param {string} commit
 */
export function acceptedFor(list, commit) {
  const holds = ({ base }) => commit.startsWith(base);
  const limits = Object.fromEntries(list.filter(holds).map(({ row, atMost }) => [row, atMost]));
  return { limits, outdated: list.filter((entry) => !holds(entry)) };
}
