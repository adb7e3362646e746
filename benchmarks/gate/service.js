import { child } from "../measure/child.js";
import { using } from "../measure/package.js";
import { median } from "../measure/statistics.js";
import { inPairs } from "./pairs.js";

/**
 * Rows of the measure of a service (../service) that the gate watches, by their names here: the row's name there, and
 * the figure of it that counts.
 *
 * @type {Record<string, { row: string, figure: string }>}
 */
export const SERVICE = {
  service: { row: "sites", figure: "the rest" },
  request: { row: "child", figure: "record" },
  turn: { row: "turns of 1", figure: "record" },
};

/** Processes with the logger that does nothing. */
const ZEROS = 3;
/** Processes of which the least counts: V8's compiler threads make some take a quarter more. */
const TRIES = 2;

/**
 * How many times as much processor time as the base's a record takes in a program that is like a service, over that
 * of the same program with a logger that does nothing.
 *
 * @param {readonly string[]} rows Some of {@link SERVICE}.
 * @param {import("./records.js").Measuring} measuring
 * @param {number} pairs
 * @returns {import("./records.js").Ratios}
 */
export function measureService(rows, { builds, progress }, pairs) {
  const ratios = {};
  for (const name of rows) {
    progress(`${name}, without a logger`);
    const zero = median(Array.from({ length: ZEROS }, () => serving(name, "nothing", builds[0])));
    const measured = inPairs(builds, pairs, (build, pair) => {
      progress(`${name}, pair ${pair + 1} of ${pairs}`);
      const tries = Array.from({ length: TRIES }, () => serving(name, "fastlog", build));
      return Math.min(...tries) - zero;
    });
    ratios[name] = measured.map(({ base, candidate }) => candidate / base);
  }
  return ratios;
}

/** Nanoseconds of processor time that a record takes in a process of its own. */
export function serving(name, logger, build) {
  const { row, figure } = SERVICE[name];
  const { flags, env } = using(build);
  const how = { args: [logger, row], env, flags: ["--expose-gc", ...flags] };
  return child("service/once.js", how)[figure];
}
