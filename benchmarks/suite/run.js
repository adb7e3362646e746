// The suite: what fastlog and other loggers take, and whether fastlog meets its goals. ../README.md says how to run it.
//
//   node --expose-gc benchmarks/suite/run.js          everything; a full run writes docs/benchmarks/index.md, charts and README
//     --only calls,heap           some parts: see --list
//     --scenario fields,error     some scenarios of the calls
//     --loggers fastlog,floor     some contenders: see --list
//     --rounds 1                  processes for each figure, instead of three
//     --quick                     too short to be believed
//     --out FOLDER                where results and report go
//     --check                     exits with 1 if a goal is missed, or fastlog lost records
//     --list                      prints parts and contenders
//     --profile fields            a CPU profile of a scenario; --heap-profile: of the heap
//       [--contender fastlog] [--format json]
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { judge } from "../goals.js";
import { CONTENDERS } from "../loggers/all.js";
import { contenders, load, machine, versions } from "../measure/machine.js";
import { SCENARIOS } from "../records/scenarios.js";
import { REPOSITORY, writeReport } from "../report/files.js";
import { PARTS } from "./parts.js";
import { HOW_TO_OPEN, profile } from "./profile.js";
import { Progress } from "./progress.js";
import { gathered, write } from "./results.js";
import { table, verdicts } from "./table.js";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    scenario: { type: "string" },
    loggers: { type: "string" },
    rounds: { type: "string" },
    quick: { type: "boolean", default: false },
    out: { type: "string" },
    check: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    profile: { type: "string" },
    "heap-profile": { type: "string" },
    contender: { type: "string", default: "fastlog" },
    format: { type: "string", default: "json" },
  },
});
/** Where partial runs go, which are not published. */
const RESULTS = fileURLToPath(new URL("../results/", import.meta.url));
/** Loggers of other languages. */
const NATIVE = "native";

if (values.list) {
  for (const [id, { title }] of Object.entries(PARTS)) console.log(`${id.padEnd(10)}${title}`);
  console.log(`\n${[...CONTENDERS, NATIVE].join(", ")}`);
} else if (values.profile !== undefined || values["heap-profile"] !== undefined) {
  await profiles();
} else {
  await suite();
}

async function suite() {
  const { quick, scenario, loggers: wanted } = values;
  const scenarios = chosen("scenario", ["disabled", ...Object.keys(SCENARIOS)]);
  const ids = chosen("only", Object.keys(PARTS));
  const loggers = chosen("loggers", [...CONTENDERS, NATIVE]);
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new Error(`--rounds "${values.rounds}": expected a whole number from 1 on`);
  }
  const how = {
    ...{ quick, rounds, scenarios },
    isWanted: (id) => loggers.includes(id),
  };
  const isFull =
    !quick &&
    scenario === undefined &&
    wanted === undefined &&
    ids.length === Object.keys(PARTS).length;
  const about = {
    started: new Date().toISOString(),
    machine: machine(),
    versions: versions(),
    contenders: await contenders(),
    quick,
    rounds,
  };
  const before = load();
  const progress = new Progress(ids, { quick, rounds });
  const tell = (what) => progress.tell(what);
  const [figures, seconds] = [[], {}];
  for (const id of ids) {
    progress.begin(id);
    const own = await PARTS[id].measure({ ...how, progress: tell });
    figures.push(...own);
    seconds[id] = progress.end();
    console.log(`\n${PARTS[id].title}\n\n${table(own)}`);
    // What was measured must not be lost if a later part fails.
    write(values.out ?? RESULTS, results());
  }
  const judged = judge(figures);
  console.log(`\n${verdicts(judged)}\n`);
  const root = isFull ? (values.out ?? REPOSITORY) : (values.out ?? RESULTS);
  for (const path of writeReport(results(), root)) console.log(path);
  if (values.check && judged.some(({ ok }) => !ok)) process.exitCode = 1;

  function results() {
    return gathered({ ...about, loads: { before, after: load() }, seconds, figures });
  }
}

/** The names of an option's list, or all. */
function chosen(option, all) {
  const names = values[option]?.split(",") ?? all;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown === undefined) return names;
  throw new Error(`--${option} "${unknown}": expected some of ${all.join(",")}`);
}

async function profiles() {
  for (const [kind, scenario] of [
    ["cpu", values.profile],
    ["heap", values["heap-profile"]],
  ]) {
    if (scenario === undefined) continue;
    const { contender, format, out = RESULTS } = values;
    console.log(await profile(kind, out, { contender, format, scenario }));
  }
  console.log(HOW_TO_OPEN);
}
