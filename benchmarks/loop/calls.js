import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contender } from "../loggers/all.js";
import { NATIVES } from "../loggers/native.js";
import { lowest, middle } from "../measure/figure.js";
import { inFolder } from "../measure/folder.js";
import { start } from "../measure/start.js";
import { SCENARIOS, TEXT_SCENARIOS } from "../records/scenarios.js";

/** Contenders that can say when the operating system has all records. */
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
/** Contenders of one scenario alone. */
const MORE = { message: ["pino-unbuffered"] };
/** Scenarios of fastlog that are measured in the process of another, as their difference counts. */
const BESIDE = { fields: "fieldsFirst", child: "named" };
/** V8 compiles a little differently in each process, which alone makes ±10 %. */
const PROCESSES = 3;
/** In a file the kernel copies every byte, which takes the same for all, so hardly a goal is about files. */
const FILE_PROCESSES = 1;
/** Rounds of the headline scenarios, and of the others. */
const ROUNDS = 8;
const FEWER = 6;
const PLACES = ["/dev/null", "file"];
/** Scenarios that loggers of other languages log, and how many records: a fifth of a second. */
const NATIVE = ["message", "integers", "fields"];
const NATIVE_RECORDS = 400_000;

/**
 * How long a call of each scenario takes.
 *
 * @param {import("../suite/parts.js").How} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureCalls({ quick, rounds = PROCESSES, scenarios, isWanted, progress }) {
  const isChosen = (scenario) => scenarios.includes(scenario);
  const processes = quick ? 1 : rounds;
  const ids = IDS.filter(isWanted);
  const figures = isChosen("disabled") ? await disabled(ids, processes, progress) : [];
  for (const [format, names] of [
    ["json", Object.keys(SCENARIOS)],
    ["text", TEXT_SCENARIOS],
  ]) {
    for (const scenario of names.filter(isChosen)) {
      if (Object.values(BESIDE).includes(scenario)) continue;
      const { only = [...ids, ...(MORE[scenario] ?? [])] } = SCENARIOS[scenario];
      const entries = only.filter(isWanted).map((id) => ({ id, what: scenario }));
      const beside = BESIDE[scenario];
      if (beside !== undefined && format === "json" && isWanted("fastlog")) {
        entries.push({ id: "fastlog", what: beside });
      }
      const isHeadline = NATIVE.includes(scenario);
      const turns = quick ? 3 : isHeadline ? ROUNDS : FEWER;
      for (const place of PLACES) {
        const runs = place === "file" ? Math.min(processes, FILE_PROCESSES) : processes;
        progress(`calls: ${scenario}, ${format}, ${place}`);
        figures.push(
          ...(await records({ scenario, format, place, entries, processes: runs, rounds: turns })),
        );
        if (!isHeadline || !isWanted("native")) continue;
        progress(`calls: ${scenario}, ${format}, ${place}, other languages`);
        figures.push(...(await natives({ scenario, format, place, rounds: quick ? 2 : 4 })));
      }
    }
  }
  return figures;
}

async function records({ scenario, format, place, entries, processes, rounds }) {
  const names = entries.map(({ id, what }) => (what === scenario ? id : `${id}/${what}`));
  const runs = [];
  for (let i = 0; i < processes; i++) {
    runs.push(
      await inFolder((folder) => {
        const path = place === "file" ? join(folder, "records.log") : place;
        if (place === "file") writeFileSync(path, "");
        const args = [scenario, format, path, String(rounds), ...names];
        return start("loop/calls-once.js", args, { flags: ["--expose-gc"] });
      }),
    );
  }
  const figures = entries.map(async ({ id, what }, i) => {
    const { name, formats } = await contender(id);
    const mine = runs.map((run) => run[names[i]]);
    const [logged, delivered] = ["logged", "arrived"].map((key) => sum(mine, key));
    return {
      ...{ part: "calls", what, title: SCENARIOS[what].title },
      ...{ contender: id, name, format, place },
      measures: {
        latency: middle(mine.map(({ wall }) => wall)),
        cpu: middle(mine.map(({ cpu }) => cpu)),
      },
      ...(place === "file" ? { records: { logged, delivered, lost: logged - delivered } } : {}),
      ...(formats.includes(format) ? {} : { note: "has no text: its JSON" }),
    };
  });
  return Promise.all(figures);
}

async function disabled(wanted, processes, progress) {
  progress("calls: disabled");
  const all = await Promise.all(wanted.map(async (id) => ({ id, ...(await contender(id)) })));
  const able = all.filter(({ without = [] }) => !without.includes("disabled"));
  const ids = able.map(({ id }) => id);
  const runs = [];
  for (let i = 0; i < processes; i++) runs.push(await start("loop/disabled-once.js", ids));
  return able.map(({ id, name }) => ({
    ...{ part: "calls", what: "disabled", title: "a disabled call", contender: id, name },
    measures: { latency: middle(runs.map((run) => run[id])) },
  }));
}

/** Loggers of other languages, beside the others of the same format; skipped where they cannot be built. */
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
