// Runs the gate many times, and prints how often it was wrong: on a build whose encoder takes 30 % more time
// (slowed.js), which it has to fail, and on an unchanged one, which it has to pass.
//
//   node benchmarks/gate/prove.js                    10 slowed and 20 unchanged runs; about half an hour
//   node benchmarks/gate/prove.js --slowed 5 --unchanged 8
//   node benchmarks/gate/prove.js --dist DIR         of another build
//   node benchmarks/gate/prove.js --state FOLDER     where the slowed build and the runs so far are kept
//
// It can be ended at any time, and goes on from there when it is started again with the same build and baseline.
// Exits with 1 if the gate was wrong.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "../statistics.js";
import { buildAt, DIST } from "./dist.js";

const { values } = parseArgs({
  options: {
    slowed: { type: "string", default: "10" },
    unchanged: { type: "string", default: "20" },
    dist: { type: "string", default: DIST },
    state: { type: "string", default: join(tmpdir(), "fastlog-gate-proof") },
  },
});
const dist = buildAt(values.dist);
const file = join(values.state, "runs.json");
const of = createHash("sha256")
  .update(readFileSync(join(dist, "index.cjs")))
  .update(readFileSync(new URL("baseline.json", import.meta.url)))
  .digest("hex");

const KINDS = {
  // The others are for costs that were not made worse, or hardly.
  slowed: { wanted: Number(values.slowed), args: ["--only", "ratios"], fails: true },
  unchanged: { wanted: Number(values.unchanged), args: [], fails: false },
};

const state = resume();
for (let kind = next(); kind !== undefined; kind = next()) {
  const run = once(kind);
  state.runs.push(run);
  writeFileSync(file, `${JSON.stringify(state, undefined, 2)}\n`);
  const { hasFailed, seconds, output } = run;
  const done = runsOf(kind).length;
  console.log(
    `${kind} ${done} of ${KINDS[kind].wanted}: ${hasFailed ? "failed" : "passed"}, ${seconds} s`,
  );
  if (hasFailed !== KINDS[kind].fails) console.log(`\n${output}`);
}
report();

/** What was run before, of the same build and baseline, with the slowed build; or a new beginning. */
function resume() {
  try {
    const state = JSON.parse(readFileSync(file, "utf8"));
    if (state.of === of) return state;
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  rmSync(values.state, { recursive: true, force: true });
  mkdirSync(values.state, { recursive: true });
  const slowed = node("slowed.js", [values.state, "--dist", dist]);
  if (slowed.status !== 0) throw new Error(`slowed.js: ${slowed.stderr}`);
  const state = { of, slowed: slowed.stdout, runs: [] };
  writeFileSync(file, JSON.stringify(state));
  return state;
}

/** They take turns, as the machine has its moods. */
function next() {
  const open = Object.entries(KINDS).map(([kind, { wanted }]) => [
    kind,
    runsOf(kind).length / wanted,
  ]);
  const [kind, part] = open.reduce((a, b) => (b[1] < a[1] ? b : a));
  return part < 1 ? kind : undefined;
}

function once(kind) {
  const build = kind === "slowed" ? join(values.state, "dist") : dist;
  const start = performance.now();
  const { status, stdout, stderr } = node("gate.js", ["--dist", build, ...KINDS[kind].args]);
  const seconds = Math.round((performance.now() - start) / 1000);
  if (status !== 0 && status !== 1)
    throw new Error(`gate.js: ended with ${status}: ${stdout}${stderr}`);
  // An error that Node prints ends it with 1 as well.
  if (!stdout.includes("verdict")) throw new Error(`gate.js: ${stderr}`);
  return { kind, hasFailed: status === 1, seconds, output: stdout };
}

function node(script, args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  // A baseline of another machine must not look like a pass.
  const env = { ...process.env, CI: "true" };
  return spawnSync(process.execPath, [path, ...args], { encoding: "utf8", env });
}

function runsOf(kind) {
  return state.runs.filter((run) => run.kind === kind);
}

function report() {
  console.log(`\n${state.slowed}`);
  for (const [kind, { fails }] of Object.entries(KINDS)) {
    const runs = runsOf(kind);
    if (runs.length === 0) continue;
    const wrong = runs.filter(({ hasFailed }) => hasFailed !== fails).length;
    const seconds = median(runs.map((run) => run.seconds));
    console.log(`${kind}: wrong in ${wrong} of ${runs.length} runs, ${seconds} s each`);
    if (wrong > 0) process.exitCode = 1;
  }
}
