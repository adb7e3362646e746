// The full suite: what fastlog and other loggers take, for everything that a logger does. README.md says
// how it is measured.
//
//   node benchmarks/suite/run.js                      everything, and the report of it; at most 25 minutes
//   node benchmarks/suite/run.js --quick              the same, too short to be believed: a few minutes
//   node benchmarks/suite/run.js --only calls,heap    some parts: see --list
//   node benchmarks/suite/run.js --only calls --scenario fields,error
//   node benchmarks/suite/run.js --out FOLDER         where all of it goes
//   node benchmarks/suite/run.js --check              exits with 1 if a goal is missed, or fastlog lost records
//   node benchmarks/suite/run.js --profile fields     a CPU profile; --heap-profile: of the heap
//       [--contender fastlog] [--format json]
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contenders, load, machine, versions } from "../measure/machine.js";
import { REPOSITORY, writeReport } from "../report/files.js";
import { verdicts } from "../report.js";
import { judge } from "./goals.js";
import { PARTS } from "./parts.js";
import { HOW_TO_OPEN, profile } from "./profile.js";
import { Progress } from "./progress.js";
import { gathered, write } from "./results.js";
import { table } from "./table.js";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(PARTS).join(",") },
    scenario: { type: "string" },
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
/** Of what is no full run, and not to be published. */
const RESULTS = fileURLToPath(new URL("results/", import.meta.url));

if (values.list) {
  for (const [id, { title }] of Object.entries(PARTS)) console.log(`${id.padEnd(10)}${title}`);
} else if (values.profile !== undefined || values["heap-profile"] !== undefined) {
  await profiles();
} else {
  await suite(values.only.split(","));
}

async function suite(ids) {
  const unknown = ids.filter((id) => PARTS[id] === undefined);
  if (unknown.length > 0) {
    throw new Error(
      `--only "${unknown.join(",")}": expected some of ${Object.keys(PARTS).join(",")}`,
    );
  }
  const { quick } = values;
  const scenarios = values.scenario?.split(",");
  const isFull = !quick && scenarios === undefined && ids.length === Object.keys(PARTS).length;
  const about = {
    started: new Date().toISOString(),
    machine: machine(),
    versions: versions(),
    contenders: await contenders(),
    quick,
  };
  const before = load();
  const progress = new Progress(ids, quick);
  const tell = (what) => progress.tell(what);
  const [figures, seconds] = [[], {}];
  for (const id of ids) {
    progress.begin(id);
    const own = await PARTS[id].measure({ quick, scenarios, progress: tell });
    figures.push(...own);
    seconds[id] = progress.end();
    console.log(`\n${PARTS[id].title}\n\n${table(own)}`);
    // Whatever takes long must not be gone with what comes after it.
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
