// Tracepoints that nobody listens to, beside an empty function, and an instrumented method beside the bare one:
//
//   node --expose-gc benchmarks/loop/tracepoints.js [--check] [ROUNDS]
//
// On this Node, and on those that FASTLOG_TEST_NODES names, or else 22, 24 and 26. Each round is a process of its own; the
// least of all rounds counts, and ratios within one run can be compared. With --check it exits with 1 if a goal is missed.
import { child } from "../measure/child.js";
import { nodes, versionOf } from "../service/nodes.js";

/**
 * The most that a call may take beyond what it stands beside, in ns. The third is for loops that V8 has inlined it into
 * although somebody has listened before: the gate is no constant there any more.
 */
const GOALS = [
  ["tracepoint", "empty", 1, 2],
  ["tracepoint, named fields", "empty", 1, 2],
  ["method, instrumented", "method", 5, 5],
];
/** Node 20 has an older compiler. Its figures are shown, and have no goals. */
const FIRST_JUDGED = 22;

const args = process.argv.slice(2);
const isChecked = args[0] === "--check";
const [rounds = "5"] = isChecked ? args.slice(1) : args;
const env = { LOG: "info,dep1=debug", LOG_BACKEND: "file:///dev/null" };
const missed = [];

/** Whether somebody has listened before. */
const PASTS = { "never listened to": [], "left by a listener": ["left"] };

for (const node of nodes()) {
  const version = versionOf(node).slice(1);
  const isJudged = Number(version.split(".")[0]) >= FIRST_JUDGED;
  for (const [past, options] of Object.entries(PASTS)) {
    const runs = Array.from({ length: Number(rounds) }, () =>
      child("loop/tracepoints-once.js", { args: options, env, node }),
    );
    for (const how of ["inlined", "called"]) report(version, past, how, isJudged, runs);
  }
}

function report(version, past, how, isJudged, runs) {
  const least = (name) => Math.min(...runs.map((run) => run[how][name]));
  console.log(`\nNode ${version}, ${past}, ${how}: ns a call`);
  for (const name of Object.keys(runs[0][how])) {
    console.log(`  ${name.padEnd(32)}${least(name).toFixed(2).padStart(7)}`);
  }
  for (const [name, base, usual, afterListener] of GOALS) {
    const most = how === "inlined" && past === "left by a listener" ? afterListener : usual;
    const more = least(name) - least(base);
    const isKept = more <= most;
    const verdict = isKept ? "kept" : "MISSED";
    console.log(
      `  ${verdict}: ${name} takes ${more.toFixed(2)} ns more than ${base} (at most ${most})`,
    );
    if (!isKept && isJudged) missed.push(`${version}, ${past}, ${how}: ${name}`);
  }
}

if (missed.length > 0) console.error(`missed:\n  ${missed.join("\n  ")}`);
if (isChecked && missed.length > 0) process.exitCode = 1;
