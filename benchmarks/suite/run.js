// The full suite: what fastlog and other loggers take, for everything that a logger does. README.md says
// how it is measured.
//
//   node benchmarks/suite/run.js                      everything; about an hour on a quiet machine
//   node benchmarks/suite/run.js --quick              the same, too short to be believed: a few minutes
//   node benchmarks/suite/run.js --only calls,heap    some parts: see --list
//   node benchmarks/suite/run.js --only calls --scenario fields,error
//   node benchmarks/suite/run.js --out FOLDER         where results.json and bencher.json go
//   node benchmarks/suite/run.js --check              exits with 1 if a goal is missed, or fastlog lost records
//   node benchmarks/suite/run.js --profile fields     a CPU profile; --heap-profile: of the heap
//       [--contender fastlog] [--format json]
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { verdicts } from "../report.js";
import { contenders, load, machine, versions } from "./machine.js";
import { PARTS } from "./parts.js";
import { HOW_TO_OPEN, profile } from "./profile.js";
import { write } from "./results.js";
import { table } from "./table.js";
import { judgeThreads } from "./threads-goals.js";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(PARTS).join(",") },
    scenario: { type: "string" },
    quick: { type: "boolean", default: false },
    out: { type: "string", default: fileURLToPath(new URL("results/", import.meta.url)) },
    check: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    profile: { type: "string" },
    "heap-profile": { type: "string" },
    contender: { type: "string", default: "fastlog" },
    format: { type: "string", default: "json" },
  },
});

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
  const about = {
    started: new Date().toISOString(),
    machine: machine(),
    versions: versions(),
    contenders: await contenders(),
  };
  const before = load();
  const start = performance.now();
  const how = { quick: values.quick, scenarios: values.scenario?.split(","), progress };
  const [figures, judged] = [[], []];
  for (const id of ids) {
    const { title, measure } = PARTS[id];
    const own = await measure(how);
    figures.push(...own);
    console.log(`\n${title}\n\n${table(own)}`);
    if (id === "threads") judged.push(...judgeThreads(own));
    // Whatever takes long must not be gone with what comes after it.
    const seconds = Math.round((performance.now() - start) / 1000);
    const loads = { before, after: load() };
    write(values.out, { ...about, quick: values.quick, seconds, loads, figures, judged });
  }
  if (judged.length > 0) console.log(`\n${verdicts(judged)}`);
  console.log(`\n${values.out}: results.json and bencher.json`);
  const lost = figures.filter(({ contender, place, records }) => {
    // The kernel drops datagrams where the receiver is behind.
    return contender === "fastlog" && place !== "UDP" && records?.lost > 0;
  });
  for (const { part, what, place } of lost)
    console.log(`LOST by fastlog: ${part} ${what} ${place}`);
  if (values.check && (lost.length > 0 || judged.some(({ ok }) => !ok))) process.exitCode = 1;
}

async function profiles() {
  for (const [kind, scenario] of [
    ["cpu", values.profile],
    ["heap", values["heap-profile"]],
  ]) {
    if (scenario === undefined) continue;
    progress(`${kind} profile of ${values.contender}, ${scenario}`);
    const { contender, format } = values;
    console.log(await profile(kind, values.out, { contender, format, scenario }));
  }
  console.log(HOW_TO_OPEN);
}

function progress(what) {
  const time = new Date().toLocaleTimeString("en", { hour12: false });
  process.stderr.write(process.stderr.isTTY ? `\x1b[2K\r${time} ${what} …\r` : `${time} ${what}\n`);
}
