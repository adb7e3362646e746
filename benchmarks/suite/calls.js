import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contender } from "./contenders/all.js";
import { lowest, middle } from "./figure.js";
import { inFolder } from "./folder.js";
import { NATIVES } from "./native.js";
import { SCENARIOS, TEXT_SCENARIOS } from "./scenarios.js";
import { start } from "./start.js";

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
const ROUNDS = 20;
/** What those of other languages log, and how many: what takes about a fifth of a second. */
const NATIVE = ["message", "integers", "fields"];
const NATIVE_RECORDS = 400_000;

/**
 * What a call of each scenario takes.
 *
 * @param {{ quick?: boolean, scenarios?: readonly string[], progress: (what: string) => void }} how
 * @returns {Promise<import("./figure.js").Figure[]>}
 */
export async function measureCalls({ quick = false, scenarios, progress }) {
  const isWanted = (scenario) => scenarios === undefined || scenarios.includes(scenario);
  const [processes, rounds] = quick ? [1, 4] : [PROCESSES, ROUNDS];
  const figures = isWanted("disabled") ? await disabled(processes, progress) : [];
  for (const [format, names] of [
    ["json", Object.keys(SCENARIOS)],
    ["text", TEXT_SCENARIOS],
  ]) {
    for (const scenario of names.filter(isWanted)) {
      for (const place of quick ? ["file"] : ["file", "/dev/null"]) {
        progress(`calls: ${scenario}, ${format}, ${place}`);
        figures.push(...(await records({ scenario, format, place, processes, rounds })));
      }
      if (!NATIVE.includes(scenario)) continue;
      progress(`calls: ${scenario}, ${format}, other languages`);
      figures.push(...(await natives(scenario, format, quick ? 3 : 10)));
    }
  }
  return figures;
}

async function records({ scenario, format, place, processes, rounds }) {
  const all = await Promise.all(IDS.map(async (id) => ({ id, ...(await contender(id)) })));
  const ids = all.filter(({ formats }) => formats.includes(format)).map(({ id }) => id);
  const runs = [];
  for (let i = 0; i < processes; i++) {
    runs.push(
      await inFolder((folder) => {
        const path = place === "file" ? join(folder, "records.log") : place;
        if (place === "file") writeFileSync(path, "");
        const args = [scenario, format, path, String(rounds), ...ids];
        return start("calls-once.js", args, { flags: ["--expose-gc"] });
      }),
    );
  }
  return ids.map((id) => {
    const mine = runs.map((run) => run[id]);
    const { name } = all.find((one) => one.id === id);
    const [logged, delivered] = ["logged", "arrived"].map((key) => sum(mine, key));
    return {
      ...{ part: "calls", what: scenario, title: SCENARIOS[scenario].title },
      ...{ contender: id, name, format, place },
      measures: {
        latency: middle(mine.map(({ wall }) => wall)),
        cpu: middle(mine.map(({ cpu }) => cpu)),
      },
      ...(place === "file" ? { records: { logged, delivered, lost: logged - delivered } } : {}),
    };
  });
}

async function disabled(processes, progress) {
  progress("calls: disabled");
  const all = await Promise.all(IDS.map(async (id) => ({ id, ...(await contender(id)) })));
  const able = all.filter(({ without = [] }) => !without.includes("disabled"));
  const ids = able.map(({ id }) => id);
  const runs = [];
  for (let i = 0; i < processes; i++) runs.push(await start("disabled-once.js", ids));
  return able.map(({ id, name }) => ({
    ...{ part: "calls", what: "disabled", title: "a disabled call", contender: id, name },
    measures: { latency: middle(runs.map((run) => run[id])) },
  }));
}

/** In a file, beside the others' of the same format; skipped where they cannot be built. */
async function natives(scenario, format, rounds) {
  const figures = [];
  for (const { id, name, language } of NATIVES.filter((one) => one.format(scenario) === format)) {
    const args = [id, scenario, String(NATIVE_RECORDS), String(rounds)];
    const { times, lines, missing, version } = await inFolder((folder) =>
      start("native-once.js", [...args, folder]),
    );
    figures.push({
      ...{ part: "calls", what: scenario, title: SCENARIOS[scenario].title },
      ...{ contender: id, name: `${name} (${language})`, format, place: "file" },
      measures: missing === undefined ? { latency: lowest(times) } : {},
      ...(missing === undefined
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
