import { judgeSources } from "../goals.js";
import { markdown } from "./figures.js";
import { inUnit, outcome } from "./verdicts.js";

/** The section of the page: a row for each goal, a column for each Node. @param {import("../sources/stored.js").Sources} sources */
export function sourcesSection({ machine, started, rounds, loads, commit, nodes }) {
  const { cores, processor } = machine;
  return [
    "## Where a record comes from",
    `What [register, the build plugin](../guides/call-sites.md) and [tracepoints](../guides/tracepoints.md) cost, under \`LOG=info,dep1=debug\`:
calls over an empty function, inlined and not, whichever takes more; processor time of records to \`/dev/null\`; of 300 call
sites, over a program whose log functions do nothing. Negative figures are noise around nothing. \`npm run bench:sources\`
measures it again. Measured on ${cores} cores of ${processor}, ${started.slice(0, 10)}, fastlog ${commit ?? "–"},
${rounds} processes for each figure; load of the machine before and after: ${loads.before.join(", ")}; ${loads.after.join(", ")}.`,
    table(nodes),
  ];
}

function table(nodes) {
  const judged = nodes.map(({ figures }) => judgeSources(figures));
  const goals = new Map(judged.flat().map((verdict) => [nameOf(verdict), verdict]));
  return markdown([
    ["", "goal", ...nodes.map(({ node }) => `Node ${node.slice(1)}`)],
    ...Array.from(goals, ([name, { wanted, limit, unit }]) => [
      name,
      `${wanted.replace(/[\d.]+$/, "")}${inUnit(limit, unit)}`,
      ...judged.map((verdicts) => {
        const verdict = verdicts.find((one) => nameOf(one) === name);
        if (verdict === undefined) return "–";
        return `${inUnit(verdict.figure, verdict.unit)}, ${outcome(verdict)}`;
      }),
    ]),
  ]);
}

/** Rows of the same words belong to other goals. */
function nameOf({ goal, what }) {
  return `${goal}. ${what}`;
}
