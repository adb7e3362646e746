// Records while somebody reads records through the control socket, beside one that is written and that nobody reads:
//
//   node benchmarks/loop/tail.js [--check] [ROUNDS] [FORMAT]
//
// On this Node, and on those that FASTLOG_TEST_NODES names, or else 22, 24 and 26. Each round is a process of its own; the
// least of all rounds counts, and ratios within one run can be compared. With --check it exits with 1 if a goal is missed.
import { child } from "../measure/child.js";
import { nodes, versionOf } from "../service/nodes.js";

/**
 * How many times as long as a written record each may take. A record that is written and sent is encoded twice, and may take
 * as long as one that is written and one that is only sent.
 *
 * @type {Record<string, number>}
 */
const GOALS = {
  "below the log, for nobody": 0.25,
  "written, for nobody": 1.25,
  "below the log, sent": 2,
  "written and sent": 3,
  "written, pattern, no match": 2.1,
  "below the log, where, no match": 1,
  "written, where, no match": 2,
  "written, above the rate": 2,
  "written, nobody reads": 2,
};
/** Node 20 has an older compiler. Its figures are shown, and have no goals. */
const FIRST_JUDGED = 22;

const args = process.argv.slice(2);
const isChecked = args[0] === "--check";
const [rounds = "3", format = "json"] = isChecked ? args.slice(1) : args;
const env = { LOG: "info", LOG_BACKEND: "file:///dev/null" };
const missed = [];

for (const node of nodes()) {
  const version = versionOf(node).slice(1);
  const isJudged = Number(version.split(".")[0]) >= FIRST_JUDGED;
  const runs = Array.from({ length: Number(rounds) }, () =>
    child("loop/tail-once.js", { args: [format], env, node }),
  );
  console.log(`\nNode ${version}, ${format}: ns a record, and how many times as long as written`);
  for (const name of Object.keys(runs[0])) {
    const [what, ...how] = name.split(", ");
    const ratios = runs.map((run) => run[name] / run[`${what}, written`]);
    const [ns, ratio] = [Math.min(...runs.map((run) => run[name])), Math.min(...ratios)];
    const goal = GOALS[how.join(", ")];
    const verdict = goal === undefined ? "" : ratio <= goal ? "kept" : "MISSED";
    if (verdict === "MISSED" && isJudged) missed.push(`${version}: ${name}`);
    console.log(
      `  ${name.padEnd(40)}${ns.toFixed(0).padStart(6)}${ratio.toFixed(2).padStart(8)}  ${verdict}`,
    );
  }
}

if (missed.length > 0) console.error(`missed:\n  ${missed.join("\n  ")}`);
if (isChecked && missed.length > 0) process.exitCode = 1;
