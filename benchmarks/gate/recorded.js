import { readFileSync, writeFileSync } from "node:fs";
import { COSTS } from "./costs.js";

/**
 * The costs that are recorded, in bytes; those that depend on Node by its major version.
 *
 * @typedef {Record<string, number | Record<string, number>>} Recorded
 */

const FILE = new URL("baseline.json", import.meta.url);
const MAJOR = process.version.slice(1).split(".")[0];

/** @returns {Recorded} */
export function readRecorded() {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

/** The recorded value of a cost for a version of Node. @param {Recorded} recorded @param {string} name */
export function recordedFor(recorded, name, major = MAJOR) {
  return COSTS[name].byNode ? recorded[name]?.[major] : recorded[name];
}

/** The recorded costs with those of a version of Node replaced. @param {Recorded} recorded */
export function withCosts(recorded, costs, major = MAJOR) {
  const rows = Object.entries(costs).map(([name, value]) => {
    const bytes = Math.round(value * 10) / 10;
    return [name, COSTS[name].byNode ? { ...recorded[name], [major]: bytes } : bytes];
  });
  return { ...recorded, ...Object.fromEntries(rows) };
}

/** @param {Recorded} recorded */
export function writeRecorded(recorded) {
  writeFileSync(FILE, `${JSON.stringify(recorded, undefined, 2)}\n`);
}
