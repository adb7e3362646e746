import { contender } from "../loggers/all.js";
import { child } from "../measure/child.js";
import { middle } from "../measure/figure.js";
import { SCENARIOS } from "../records/scenarios.js";

const IDS = [
  "fastlog",
  "pino-default",
  "pino-buffered",
  "pino-transport",
  "winston",
  "logtape",
  "bunyan",
  "roarr",
  "tslog",
  "log4js",
  "console",
];
/** Processes of fastlog. The others have one: runs differ by a hundredth. */
const PROCESSES = 3;
/** Nothing is collected in a young generation of that size. */
const FLAGS = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];

/**
 * The heap that a record takes.
 *
 * @param {import("../suite/parts.js").How} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureHeap({ quick, rounds = PROCESSES, isWanted, progress }) {
  const figures = [];
  for (const scenario of ["message", "fields"]) {
    for (const id of IDS.filter(isWanted)) {
      progress(`heap: ${scenario}, ${id}`);
      const how = { args: [id, scenario, "json"], flags: FLAGS };
      const processes = quick || id !== "fastlog" ? 1 : rounds;
      const runs = Array.from({ length: processes }, () => child("loop/heap-once.js", how));
      figures.push({
        ...{ part: "heap", what: scenario, title: SCENARIOS[scenario].title, contender: id },
        ...{ name: (await contender(id)).name, format: "json" },
        measures: {
          "heap-per-record": middle(runs.map(({ bytes }) => bytes)),
          collections: middle(runs.map(({ collections }) => collections)),
        },
      });
    }
  }
  return figures;
}
