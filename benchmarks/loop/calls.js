import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contender } from "../loggers/all.js";
import { NATIVES } from "../loggers/native.js";
import { lowest, middle } from "../measure/figure.js";
import { inFolder } from "../measure/folder.js";
import { start } from "../measure/start.js";
import { SCENARIOS, TEXT_SCENARIOS } from "../records/scenarios.js";

/** One of each logger: what hands over lines to a stream of its own cannot say when they are written. */
const IDS = [
  "floor",
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
/** V8 compiles a little differently in each process, and by that alone a record's cost varies. */
const PROCESSES = 3;
/** Of the scenarios that goals are about, and of the others. */
const ROUNDS = 10;
const FEWER = 6;
const PLACES = ["/dev/null", "file"];
/** What those of other languages log, and how many: what takes about a fifth of a second. */
const NATIVE = ["message", "integers", "fields"];
const NATIVE_RECORDS = 400_000;

/**
 * What a call of each scenario takes.
 *
 * @param {{ quick?: boolean, scenarios?: readonly string[], progress: (what: string) => void }} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureCalls({ quick = false, scenarios, progress }) {
  const isWanted = (scenario) => scenarios === undefined || scenarios.includes(scenario);
  const processes = quick ? 1 : PROCESSES;
  const figures = isWanted("disabled") ? await disabled(processes, progress) : [];
  for (const [format, names] of [
    ["json", Object.keys(SCENARIOS)],
    ["text", TEXT_SCENARIOS],
  ]) {
    for (const scenario of names.filter(isWanted)) {
      const isJudged = NATIVE.includes(scenario);
      const rounds = quick ? 3 : isJudged ? ROUNDS : FEWER;
      for (const place of PLACES) {
        progress(`calls: ${scenario}, ${format}, ${place}`);
        figures.push(...(await records({ scenario, format, place, processes, rounds })));
        if (!isJudged) continue;
        progress(`calls: ${scenario}, ${format}, ${place}, other languages`);
        figures.push(...(await natives({ scenario, format, place, rounds: quick ? 2 : 5 })));
      }
    }
  }
  return figures;
}

async function records({ scenario, format, place, processes, rounds }) {
  const all = await Promise.all(IDS.map(async (id) => ({ id, ...(await contender(id)) })));
  const runs = [];
  for (let i = 0; i < processes; i++) {
    runs.push(
      await inFolder((folder) => {
        const path = place === "file" ? join(folder, "records.log") : place;
        if (place === "file") writeFileSync(path, "");
        const args = [scenario, format, path, String(rounds), ...IDS];
        return start("loop/calls-once.js", args, { flags: ["--expose-gc"] });
      }),
    );
  }
  return all.map(({ id, name, formats }) => {
    const mine = runs.map((run) => run[id]);
    const [logged, delivered] = ["logged", "arrived"].map((key) => sum(mine, key));
    return {
      ...{ part: "calls", what: scenario, title: SCENARIOS[scenario].title },
      ...{ contender: id, name, format, place },
      measures: {
        latency: middle(mine.map(({ wall }) => wall)),
        cpu: middle(mine.map(({ cpu }) => cpu)),
      },
      ...(place === "file" ? { records: { logged, delivered, lost: logged - delivered } } : {}),
      ...(formats.includes(format) ? {} : { note: "has no text: its JSON" }),
    };
  });
}

async function disabled(processes, progress) {
  progress("calls: disabled");
  const all = await Promise.all(IDS.map(async (id) => ({ id, ...(await contender(id)) })));
  const able = all.filter(({ without = [] }) => !without.includes("disabled"));
  const ids = able.map(({ id }) => id);
  const runs = [];
  for (let i = 0; i < processes; i++) runs.push(await start("loop/disabled-once.js", ids));
  return able.map(({ id, name }) => ({
    ...{ part: "calls", what: "disabled", title: "a disabled call", contender: id, name },
    measures: { latency: middle(runs.map((run) => run[id])) },
  }));
}

/** Beside the others of the same format; skipped where they cannot be built. */
async function natives({ scenario, format, place, rounds }) {
  const figures = [];
  for (const { id, name, language } of NATIVES.filter((one) => one.format(scenario) === format)) {
    const args = [id, scenario, String(NATIVE_RECORDS), String(rounds)];
    const { times, lines, missing, version } = await inFolder((folder) =>
      start("loggers/native-once.js", [
        ...args,
        place === "file" ? join(folder, "records.log") : place,
      ]),
    );
    figures.push({
      ...{ part: "calls", what: scenario, title: SCENARIOS[scenario].title },
      ...{ contender: id, name: `${name} (${language})`, format, place },
      measures: missing === undefined ? { latency: lowest(times) } : {},
      ...(lines !== undefined
        ? { records: { logged: NATIVE_RECORDS, delivered: lines, lost: NATIVE_RECORDS - lines } }
        : {}),
      ...(version === undefined ? {} : { version }),
      note: missing === undefined ? undefined : `skipped: ${missing}`,
    });
  }
  return figures;
}

function sum(results, key) {
  return results.reduce((sum, result) => sum + result[key], 0);
}
