import { child } from "../measure/child.js";
import { combine, least, median } from "../measure/statistics.js";
import { SOURCES } from "./sources.js";

/**
 * A figure of a source on one Node: of all rounds, and of each round.
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
    const { scripts, figures, unit = "ns", isLeast = false } = SOURCES[source];
    const runs = Array.from({ length: rounds }, (_, round) => {
      progress(`${source}, round ${round + 1} of ${rounds}`);
      // Compared within a round: on a shared machine, times of two moments differ.
      return scripts.map(({ script, ...how }) => child(script, { ...how, node }));
    });
    const samples = runs.map((results) => figures(...results));
    const lowest = isLeast ? figures(...scripts.map((_, i) => leastOf(runs, i))) : undefined;
    return Object.keys(samples[0]).map((figure) => {
      const own = samples.map((sample) => sample[figure]);
      return { source, figure, unit, value: lowest?.[figure] ?? median(own), samples: own };
    });
  });
}

/** The least of each number that a script has printed. */
function leastOf(runs, script) {
  return combine(
    runs.map((results) => results[script]),
    least,
  );
}
