import { judgeService } from "../goals.js";
import { short } from "./cells.js";
import { markdown } from "./figures.js";
import { inUnit, outcome } from "./verdicts.js";

const ZERO = "nothing";
export const SERVICE_CHART = "Processor time per record in a service, on Node 24";
/** The title of each row, by its name and the figure's. */
const TITLES = {
  "sites, to 1,000": "300 call sites, the first 1,000 records",
  "sites, to 10,000": "… those to 10,000",
  "sites, to 100,000": "… those to 100,000",
  "sites, the rest": "… all others",
  "child, record": "a child for each record, and the record",
  "turns of 1, record": "one record a turn of the event loop",
  "turns of 2, record": "… two",
  "turns of 10, record": "… ten",
  "turns of 50, record": "… fifty",
  "kept, child": "a child that is kept",
  "http, request": "a request (`node:http`): a child and two records",
  "fastify, request": "… with Fastify",
  "express, request": "… with Express",
};
/** The rows of the chart, which the README shows. */
export const README_ROWS = {
  "sites, to 100,000": "300 call sites, from the start to record 100,000",
  "sites, the rest": "300 call sites, once they are warm",
  "child, record": "a child for each record, and the record",
  "turns of 1, record": "one record a turn of the event loop",
  "http, request": "a request (`node:http`): a child and two records",
};
export const README_CONTENDERS = ["fastlog", "pino, buffered", "pino, default"];

/** The section of the page: a table and the goals for each Node. @param {import("../service/stored.js").Service} service */
export function serviceSection({ machine, started, rounds, loads, commit, nodes }) {
  const { cores, processor } = machine;
  const measured = `Measured on ${cores} cores of ${processor}, ${started.slice(0, 10)}, fastlog ${commit ?? "–"}, the median of
${rounds} processes; load of the machine before and after: ${loads.before.join(", ")}; ${loads.after.join(", ")}.`;
  return [
    "## In a service",
    `Processor time of logging, JSON to \`/dev/null\`: the time of a program, minus that of the program with a no-op
logger. _strings_ is a logger of a hundred lines that only builds strings, without bounds, and without protection from
values that throw. [How it is measured](../../benchmarks/service/README.md); \`npm run bench:service\` measures it again.
${measured}`,
    `![${SERVICE_CHART}](charts/service.svg)`,
    ...nodes.flatMap(({ node, figures }) => [
      `### Node ${node.slice(1)}`,
      table(figures),
      verdicts(figures),
    ]),
  ];
}

function table(figures) {
  const names = Object.keys(figures[0]?.costs ?? {}).filter((name) => name !== ZERO);
  return markdown([
    ["", ...names],
    ...figures.map((figure) => [
      titleOf(nameOf(figure)),
      ...names.map((name) => `${short(figure.costs[name].over)} ${unitOf(figure)}`),
    ]),
  ]);
}

function verdicts(figures) {
  return markdown([
    ["relative to fastlog", "figure", "goal", "verdict"],
    ...judgeService(figures).map((verdict) => [
      `${verdict.goal}. ${verdict.what}`,
      inUnit(verdict.figure, verdict.unit),
      `${verdict.wanted.replace(/[\d.]+$/, "")}${inUnit(verdict.limit, verdict.unit)}`,
      outcome(verdict),
    ]),
  ]);
}

/**
 * How many times as long buffered pino takes as fastlog, by row. Rows of memory are left out.
 *
 * @param {import("../service/stored.js").Service["nodes"][number]["figures"]} figures
 * @returns {Record<string, number>}
 */
export function ratiosOf(figures) {
  const timed = figures.filter(({ unit }) => unit === "ns");
  return Object.fromEntries(
    timed.map((figure) => [
      nameOf(figure),
      figure.costs["pino, buffered"].over / figure.costs.fastlog.over,
    ]),
  );
}

/** The title of a row. @param {string} name Its name and the figure's. */
export function titleOf(name) {
  return TITLES[name] ?? name;
}

export function nameOf({ row, figure }) {
  return `${row}, ${figure}`;
}

function unitOf({ unit }) {
  return unit === "bytes" ? "B" : unit;
}
