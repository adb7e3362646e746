import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contender } from "../loggers/all.js";
import { middle } from "../measure/figure.js";
import { inFolder } from "../measure/folder.js";
import { start } from "../measure/start.js";

const IDS = [
  "floor",
  "fastlog",
  "pino-default",
  "pino-buffered",
  "pino-transport",
  "winston",
  "winston-file",
  "logtape",
  "bunyan",
  "roarr",
  "tslog",
  "log4js",
  "console",
];
const SECONDS = 3;
/** Processes of the contenders of goals; the others have one. */
const PROCESSES = 3;
const GOALS = ["floor", "fastlog", "pino-default", "pino-buffered"];

/**
 * How long single calls take at 50,000 records a second, each contender in processes of its own.
 *
 * @param {import("../suite/parts.js").How} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureLatency({ quick, rounds = PROCESSES, isWanted, progress }) {
  const figures = [];
  for (const id of IDS.filter(isWanted)) {
    progress(`latency: ${id}`);
    const runs = [];
    const processes = quick || !GOALS.includes(id) ? 1 : rounds;
    for (let i = 0; i < processes; i++) runs.push(await once(id, quick ? 2 : SECONDS));
    figures.push(await figure(id, runs));
  }
  return figures;
}

function once(id, seconds) {
  return inFolder(async (folder) => {
    const path = join(folder, "records.log");
    writeFileSync(path, "");
    const args = [id, path, String(seconds)];
    const result = await start("loop/latency-once.js", args, { flags: ["--expose-gc"] });
    const { records } = await start("process/prove.js", [id, "json", "fields", path]);
    return { ...result, delivered: records };
  });
}

async function figure(id, runs) {
  const { name } = await contender(id);
  const of = (get) => middle(runs.map(get));
  const [logged, delivered] = ["logged", "delivered"].map((key) =>
    runs.reduce((sum, run) => sum + run[key], 0),
  );
  return {
    ...{ part: "latency", what: "fields", title: "a call at 50,000/s", contender: id, name },
    ...{ format: "json", place: "file" },
    measures: {
      p50: of(({ calls }) => calls.p50),
      p99: of(({ calls }) => calls.p99),
      "p99.9": of(({ calls }) => calls["p99.9"]),
      max: of(({ calls }) => calls.max),
      "loop-p99": of(({ loop }) => loop.p99),
      "loop-max": of(({ loop }) => loop.max),
      "achieved-rate": of(({ rate }) => rate),
    },
    records: { logged, delivered, lost: logged - delivered },
  };
}
