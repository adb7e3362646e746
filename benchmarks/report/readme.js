import { judge } from "../goals.js";
import { figuresOf } from "../suite/results.js";
import { short } from "./cells.js";
import { wrap } from "./figures.js";
import { README_ROWS, ratiosOf, SERVICE_CHART, titleOf } from "./service.js";

const BEGIN = "<!-- benchmarks:begin -->";
const END = "<!-- benchmarks:end -->";
const PAGE = "docs/benchmarks/index.md";
const NODES = [24, 26];

/**
 * Returns the README with a new section between its markers: one chart, and what it shows in words.
 *
 * @param {string} readme
 * @param {import("../suite/results.js").Results} results
 * @param {import("../service/stored.js").Service} [service] Results of the service rows, if there are any.
 */
export function withSpeed(readme, results, service) {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new Error(`README.md: expected "${BEGIN}" and "${END}", in this order`);
  }
  return `${readme.slice(0, begin + BEGIN.length)}\n${speed(results, service)}\n${readme.slice(end)}`;
}

function speed(results, service) {
  const judged = judge(figuresOf(results));
  const met = judged.filter(({ ok }) => ok).length;
  const more = `[All figures and charts](${PAGE}), also of other loggers, and of a loop, where ${met} of ${judged.length} goals are met.`;
  if (service === undefined) return wrap(more);
  return [
    `![${SERVICE_CHART}: fastlog, pino with a buffer, pino](docs/benchmarks/charts/service.svg)`,
    wrap(`${aboutService(service)} ${more}`),
  ].join("\n\n");
}

function aboutService({ machine: { cores, processor }, started, nodes }) {
  const known = NODES.flatMap((major) => {
    const one = nodes.find(({ node }) => node.startsWith(`v${major}.`));
    return one === undefined ? [] : [{ major, ratios: ratiosOf(one.figures) }];
  });
  const shown = known.map(({ major, ratios }) => {
    const ofChart = Object.keys(README_ROWS).flatMap((row) => ratios[row] ?? []);
    return `${short(Math.min(...ofChart))} to ${short(Math.max(...ofChart))} times as long on Node ${major}`;
  });
  const all = known.flatMap(({ ratios }) => Object.entries(ratios));
  const [[least] = []] = all.toSorted(([, one], [, other]) => one - other);
  const shorter = all.filter(([, ratio]) => ratio < 1).length;
  return (
    `The chart is of programs like services that log JSON to \`/dev/null\`: their processor time, minus that of the same program ` +
    `without logging (${cores} cores of ${processor}, ${started.slice(0, 10)}). In its rows, buffered pino takes ` +
    `${shown.join(", and ")}. In ${shorter} of all ${all.length} rows it takes less time than fastlog, ` +
    `by most in this one: ${titleOf(least)}.`
  );
}
