// Records that the recorder keeps, beside written ones:
//
//   node benchmarks/loop/recorder.js [--check] [ROUNDS] [FORMAT]
//
// On this Node, and on those that FASTLOG_TEST_NODES names, or else 22, 24 and 26. Each round has a process without a recorder,
// one with it, and one with contexts: V8 compiles each program as it is. The least of all rounds counts, and ratios within one
// run can be compared. With --check it exits with 1 if a goal is missed.
import { child } from "../measure/child.js";
import { nodes, versionOf } from "../service/nodes.js";

/**
 * How many times as long as a written record each may take: one that is written without a recorder, or in a context.
 *
 * @type {Record<string, number>}
 */
const GOALS = { "written beside a recorder": 1.2, kept: 1.2, "kept in a request": 2 };
const BASES = { "kept in a request": "written in a context" };
/** Node 20 has an older compiler. Its figures are shown, and have no goals. */
const FIRST_JUDGED = 22;
const MODES = ["off", "on", "requests"];

const args = process.argv.slice(2);
const isChecked = args[0] === "--check";
const [rounds = "3", format = "json"] = isChecked ? args.slice(1) : args;
const env = { LOG: "info", LOG_BACKEND: "file:///dev/null" };
const missed = [];

for (const node of nodes()) {
  const version = versionOf(node).slice(1);
  const isJudged = Number(version.split(".")[0]) >= FIRST_JUDGED;
  const least = {};
  for (let round = 0; round < Number(rounds); round++) {
    for (const mode of MODES) {
      const run = child("loop/recorder-once.js", { args: [format, mode], env, node });
      for (const [name, ns] of Object.entries(run))
        least[name] = Math.min(least[name] ?? Infinity, ns);
    }
  }
  console.log(`\nNode ${version}, ${format}: ns a record, and how many times as long as written`);
  for (const [name, ns] of Object.entries(least)) {
    const [what, how] = name.split(", ");
    const ratio = ns / least[`${what}, ${BASES[how] ?? "written"}`];
    const goal = GOALS[how];
    const verdict = goal === undefined ? "" : ratio <= goal ? "kept" : "MISSED";
    if (verdict === "MISSED" && isJudged) missed.push(`${version}: ${name}`);
    console.log(
      `  ${name.padEnd(40)}${ns.toFixed(0).padStart(6)}${ratio.toFixed(2).padStart(8)}  ${verdict}`,
    );
  }
}

if (missed.length > 0) console.error(`missed:\n  ${missed.join("\n  ")}`);
if (isChecked && missed.length > 0) process.exitCode = 1;
