import { fileURLToPath } from "node:url";
import { load, machine, versions } from "../measure/machine.js";

/** The results that the documentation is made of. */
export const STORED = fileURLToPath(new URL("../../docs/benchmarks/service.json", import.meta.url));

/**
 * All that was measured, and on what.
 *
 * @typedef {object} Service
 * @property {string} started
 * @property {ReturnType<typeof machine>} machine
 * @property {string | undefined} commit
 * @property {number} rounds
 * @property {{ before: number[], after: number[] }} loads
 * @property {{ node: string, figures: import("./measure.js").Figure[] }[]} nodes
 *
 * @param {{ started: Date, before: number[], rounds: number, nodes: Service["nodes"] }} measured
 * @returns {Service}
 */
export function gathered({ started, before, rounds, nodes }) {
  return {
    started: started.toISOString(),
    machine: machine(),
    commit: versions().commit,
    rounds,
    loads: { before, after: load() },
    nodes: nodes.map(({ node, figures }) => ({ node, figures: figures.map(rounded) })),
  };
}

/** Half a nanosecond is more than there is to know. */
function rounded({ costs, ...figure }) {
  const round = (value) => Math.round(value * 10) / 10;
  const entries = Object.entries(costs).map(([name, { over, samples }]) => {
    return [name, { over: round(over), samples: samples.map(round) }];
  });
  return { ...figure, costs: Object.fromEntries(entries) };
}
