import { child } from "../measure/child.js";
import { median } from "../measure/statistics.js";
import { SOURCES } from "./sources.js";

/**
 * A figure of a source on one Node: the median of some processes, and that of each process.
 *
 * @typedef {{ source: string, figure: string, unit: string, value: number, samples: number[] }} Figure
 *
 * @param {object} how
 * @param {string} how.node The path of the Node.
 * @param {readonly string[]} how.sources
 * @param {number} how.rounds
 * @param {(doing: string) => void} progress
 * @returns {Figure[]}
 */
export function measureSources({ node, sources, rounds }, progress) {
  return sources.flatMap((source) => {
    const { scripts, figures, unit = "ns" } = SOURCES[source];
    const samples = {};
    for (let round = 0; round < rounds; round++) {
      progress(`${source}, round ${round + 1} of ${rounds}`);
      // Compared within a round: on a shared machine, times of two moments differ.
      const results = scripts.map(({ script, ...more }) => child(script, { ...more, node }));
      for (const [figure, value] of Object.entries(figures(...results))) {
        samples[figure] ??= [];
        samples[figure].push(value);
      }
    }
    return Object.entries(samples).map(([figure, all]) => {
      return { source, figure, unit, value: median(all), samples: all };
    });
  });
}
