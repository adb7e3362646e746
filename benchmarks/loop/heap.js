import { contender } from "../loggers/all.js";
import { middle } from "../measure/figure.js";
import { start } from "../measure/start.js";
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
const FLAGS = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];

/**
 * The heap that a record takes.
 *
 * @param {{ quick?: boolean, progress: (what: string) => void }} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureHeap({ quick = false, progress }) {
  const figures = [];
  for (const scenario of ["message", "fields"]) {
    for (const id of IDS) {
      progress(`heap: ${scenario}, ${id}`);
      const runs = [];
      for (let i = 0; i < (quick ? 1 : 3); i++) {
        runs.push(await start("loop/heap-once.js", [id, scenario], { flags: FLAGS }));
      }
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
