import { child } from "../measure/child.js";
import { entryOf } from "../measure/package.js";
import { least } from "../measure/statistics.js";
import { inPairs } from "./pairs.js";

/** Processes of a measurement, of which the least counts: a disturbed import only ever takes longer. */
const PROCESSES = 2;
const EMPTY = "./imports/empty.mjs";

/**
 * How many times as much processor time as the base's an import takes, over that of an empty module. It is
 * processor time because a busy machine makes a process wait, and importing waits for nothing else.
 *
 * @param {import("./records.js").Measuring} measuring
 * @param {number} pairs
 * @returns {number[]} One figure a pair.
 */
export function measureImports({ builds, progress }, pairs) {
  const entries = builds.map(entryOf);
  progress("imports, an empty module");
  const empty = least(Array.from({ length: pairs }, () => importing(EMPTY)));
  return inPairs(entries, pairs, (entry, pair) => {
    progress(`imports, pair ${pair + 1} of ${pairs}`);
    return least(Array.from({ length: PROCESSES }, () => importing(entry))) - empty;
  }).map(({ base, candidate }) => candidate / base);
}

/** Milliseconds of processor time that an import takes in a process of its own. */
export function importing(specifier) {
  return child("process/import.js", { args: [specifier] }).cpu;
}
