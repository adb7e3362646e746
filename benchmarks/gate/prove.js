// Runs the gate many times and counts how often it is wrong: on an unchanged build, which it has to pass, and on builds
// whose encoder or import is slower, which it has to fail.
//
//   node benchmarks/gate/prove.js                     20 unchanged runs and 5 of each slowed build
//   node benchmarks/gate/prove.js --unchanged 5 --slowed 2
//   node benchmarks/gate/prove.js --load 8            beside 8 processes that only compute
//   node benchmarks/gate/prove.js --build DIR         of the package in that folder
//   node benchmarks/gate/prove.js --state FOLDER      where the slowed builds and the runs so far are kept
//
// It can be ended at any time, and continues when it is started again with the same build. Exits with 1 if the gate was
// wrong.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PACKAGE, packageAt } from "../measure/package.js";
import { median } from "../measure/statistics.js";
import { copyPackage } from "./copy.js";
import { loadedBy } from "./costs.js";
import { busy } from "./load.js";

const { values } = parseArgs({
  options: {
    slowed: { type: "string", default: "5" },
    unchanged: { type: "string", default: "20" },
    load: { type: "string", default: "0" },
    build: { type: "string", default: PACKAGE },
    state: { type: "string", default: join(tmpdir(), "fastlog-gate-proof") },
  },
});
const build = packageAt(values.build);
const file = join(values.state, "runs.json");
const of = createHash("sha256");
for (const path of loadedBy(build)) of.update(readFileSync(path));
const id = of.digest("hex");

/** The builds, by name: how each is made, the part of the gate that has to fail it, and in how many runs. */
const KINDS = {
  unchanged: { make: (to) => copyPackage(build, to), runs: Number(values.unchanged), args: [] },
  "encoder by 20 %": slowed("slowed.js", "0.2", "ratios"),
  "encoder by 35 %": slowed("slowed.js", "0.35", "ratios"),
  "child by 20 %": slowed("slowed-child.js", "0.2", "ratios"),
  "import by 20 %": slowed("slowed-import.js", "0.2", "ratios"),
};

const state = resume();
const stop = busy(Number(values.load));
for (let kind = next(); kind !== undefined; kind = next()) {
  const run = once(kind);
  state.runs.push(run);
  save();
  const { failed, seconds, output } = run;
  const done = `${runsOf(kind).length} of ${KINDS[kind].runs}`;
  console.log(`${kind}, ${done}: ${failed ? "failed" : "passed"}, ${seconds} s, load ${run.load}`);
  if (failed !== mustFail(kind)) console.log(`\n${output}`);
}
stop();
report();

function slowed(script, by, part) {
  const make = (to) => {
    const { status, stdout, stderr } = node(script, [to, "--by", by, "--build", build]);
    if (status !== 0) throw new Error(`${script}: ${stderr}`);
    return stdout;
  };
  return { make, runs: Number(values.slowed), args: ["--only", part] };
}

function mustFail(kind) {
  return kind !== "unchanged";
}

/** The runs so far of the same build, with the slowed builds; or a new beginning. */
function resume() {
  try {
    const state = JSON.parse(readFileSync(file, "utf8"));
    if (state.id === id) return state;
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  rmSync(values.state, { recursive: true, force: true });
  mkdirSync(values.state, { recursive: true });
  const made = Object.entries(KINDS).map(([kind, { make }]) => [kind, make(folderOf(kind))]);
  const state = { id, made: Object.fromEntries(made), runs: [] };
  writeFileSync(file, JSON.stringify(state));
  return state;
}

function save() {
  writeFileSync(file, `${JSON.stringify(state, undefined, 2)}\n`);
}

function folderOf(kind) {
  return join(values.state, kind.replaceAll(/\W+/g, "-"));
}

/** The kind with the fewest runs so far: kinds take turns, because the machine's speed changes. */
function next() {
  const open = Object.entries(KINDS)
    .filter(([, { runs }]) => runs > 0)
    .map(([kind, { runs }]) => [kind, runsOf(kind).length / runs]);
  const [kind, part] = open.reduce((a, b) => (b[1] < a[1] ? b : a));
  return part < 1 ? kind : undefined;
}

function once(kind) {
  const start = performance.now();
  const args = ["--base", build, "--build", folderOf(kind), ...KINDS[kind].args];
  const { status, stdout, stderr } = node("gate.js", args);
  const seconds = Math.round((performance.now() - start) / 1000);
  // An error that Node prints ends it with 1 as well.
  if (!stdout.includes("verdict")) throw new Error(`gate.js: ${stdout}${stderr}`);
  const load = readFileSync("/proc/loadavg", "utf8").split(" ")[0];
  return { kind, failed: status !== 0, seconds, load, output: stdout };
}

function node(script, args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return spawnSync(process.execPath, [path, ...args], { encoding: "utf8" });
}

function runsOf(kind) {
  return state.runs.filter((run) => run.kind === kind);
}

function report() {
  console.log(`\n${Object.values(state.made).filter(Boolean).join("\n")}`);
  for (const kind of Object.keys(KINDS)) {
    const runs = runsOf(kind);
    if (runs.length === 0) continue;
    const wrong = runs.filter(({ failed }) => failed !== mustFail(kind)).length;
    const seconds = median(runs.map((run) => run.seconds));
    console.log(`${kind}: wrong in ${wrong} of ${runs.length} runs, ${seconds} s each`);
    if (wrong > 0) process.exitCode = 1;
  }
}
