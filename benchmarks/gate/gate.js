// Fails when fastlog has become slower, or larger, than what was recorded. README.md says how.
//
//   node benchmarks/gate/gate.js               needs a build; 40 s, and 90 where something is slower
//   node benchmarks/gate/gate.js --dist DIR    judges the build in that folder
//   node benchmarks/gate/gate.js --only PART   ratios, or costs (heap, sizes, import)
//   node benchmarks/gate/gate.js --json FILE   writes the figures to a file, in Bencher's metric format
//   node benchmarks/gate/gate.js --record      writes baseline.json instead, or a part of it: by hand, on a quiet machine
//
// Exits with 1 if something is worse, and with 2 if the baseline says nothing about this machine and CI is set.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildAt, DIST, using } from "./dist.js";
import { judge } from "./judgement.js";
import { differing, machine } from "./machine.js";
import { measureBaseline, write } from "./record.js";
import { bencher, table } from "./report.js";

const BASELINE = new URL("baseline.json", import.meta.url);
const PARTS = ["ratios", "costs"];

const { values } = parseArgs({
  options: {
    dist: { type: "string", default: DIST },
    only: { type: "string" },
    json: { type: "string" },
    record: { type: "boolean", default: false },
  },
});
if (values.only !== undefined && !PARTS.includes(values.only)) {
  throw new Error(`--only "${values.only}": expected ${PARTS.join(" or ")}`);
}
const dist = buildAt(values.dist);
const measuring = { how: using(dist), progress };
if (values.record) record();
else run(recorded());

function record() {
  // The other part stays as it is.
  const before = values.only === undefined ? {} : recorded();
  write(BASELINE, { ...before, ...measureBaseline(dist, measuring, values.only) });
}

function recorded() {
  return JSON.parse(readFileSync(BASELINE, "utf8"));
}

function run(baseline) {
  const other = differing(baseline.machine, machine());
  if (other !== undefined) {
    console.log(`not judged: ${other}. benchmarks/gate/README.md says what to do`);
    if (process.env.CI) process.exitCode = 2;
    return;
  }
  const start = performance.now();
  const results = judge(dist, baseline, measuring, values.only);
  const seconds = (performance.now() - start) / 1000;
  const { node, processor } = machine();
  console.log(`Node ${node}, ${processor}, measured in ${seconds.toFixed(0)} s`);
  console.log(`baseline of ${baseline.recorded}, ${baseline.machine.processor}\n`);
  console.log(table(results));
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(bencher(results), undefined, 2)}\n`);
  }
  const { scenarios, costs } = results;
  const failed = scenarios.some(({ isSlower }) => isSlower) || costs.some(({ isWorse }) => isWorse);
  if (failed) process.exitCode = 1;
}

function progress(what) {
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\r${what} …\r`);
}
