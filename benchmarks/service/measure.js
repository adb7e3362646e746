import { child } from "../measure/child.js";
import { using } from "../measure/package.js";
import { median } from "../measure/statistics.js";
import { measureServer } from "./load.js";
import { ROWS } from "./rows.js";

export const FRAMEWORKS = ["http", "fastify", "express"];
/** The logger whose figures are taken off all others'. */
export const ZERO = "nothing";

/**
 * A figure of a row: the cost of each contender over the logger that does nothing, as the median of some processes, and
 * that of each process.
 *
 * @typedef {{ row: string, figure: string, unit: string, costs: Record<string, { over: number, samples: number[] }> }} Figure
 *
 * @param {object} what
 * @param {string} what.node The path of the Node.
 * @param {readonly string[]} what.rows
 * @param {readonly { name: string, logger: string, build: string }[]} what.contenders
 * @param {number} what.rounds
 * @param {(doing: string) => void} progress
 * @returns {Promise<Figure[]>}
 */
export async function measureAll({ node, rows, contenders, rounds }, progress) {
  const figures = [];
  for (const row of rows) {
    const samples = {};
    for (let round = 0; round < rounds; round++) {
      // They take turns, and none always comes after the same one.
      for (let i = 0; i < contenders.length; i++) {
        const { name, logger, build } = contenders[(i + round) % contenders.length];
        progress(`${row}, round ${round + 1} of ${rounds}, ${name}`);
        const measured = await measureOnce(row, logger, { node, ...using(build) });
        for (const [figure, value] of Object.entries(measured)) {
          samples[figure] ??= {};
          samples[figure][name] ??= [];
          samples[figure][name].push(value);
        }
      }
    }
    const unit = ROWS[row]?.unit ?? "ns";
    for (const [figure, all] of Object.entries(samples)) {
      figures.push({ row, figure, unit, costs: overZero(all) });
    }
  }
  return figures;
}

async function measureOnce(row, logger, how) {
  if (FRAMEWORKS.includes(row)) return measureServer(logger, row, how);
  const flags = ["--expose-gc", ...how.flags];
  return child("service/once.js", { ...how, flags, args: [logger, row] });
}

function overZero(all) {
  const zero = median(all[ZERO]);
  const entries = Object.entries(all).map(([name, samples]) => {
    return [name, { over: name === ZERO ? zero : median(samples) - zero, samples }];
  });
  return Object.fromEntries(entries);
}
