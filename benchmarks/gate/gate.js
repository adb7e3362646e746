// Fails when fastlog has become slower than the base, the last commit that landed, or larger than what is recorded.
// README.md says how.
//
//   node benchmarks/gate/gate.js               needs a build and git
//   node benchmarks/gate/gate.js --base BASE   compares with that commit, or with the package in that folder
//   node benchmarks/gate/gate.js --build DIR   judges the package in that folder
//   node benchmarks/gate/gate.js --only PART   ratios (records, a service, import), or costs (heap, sizes)
//   node benchmarks/gate/gate.js --json FILE   writes the figures to a file, in Bencher's metric format
//   node benchmarks/gate/gate.js --record      writes the costs to baseline.json, and judges nothing
//
// Exits with 1 if something is worse, and with 2 if there is no base and CI is set.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PACKAGE, packageAt } from "../measure/package.js";
import { acceptedFor, readAccepted } from "./accepted.js";
import { findBase, NoBaseError } from "./base.js";
import { packageOf } from "./checkout.js";
import { measureCosts } from "./costs.js";
import { judgeCosts, judgeRatios } from "./judgement.js";
import { measureRatios } from "./ratios.js";
import { readRecorded, withCosts, writeRecorded } from "./recorded.js";
import { bencher, table } from "./table.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PARTS = ["ratios", "costs"];

const { values } = parseArgs({
  options: {
    base: { type: "string", default: process.env.FASTLOG_GATE_BASE },
    build: { type: "string", default: PACKAGE },
    only: { type: "string" },
    json: { type: "string" },
    record: { type: "boolean", default: false },
  },
});
if (values.only !== undefined && !PARTS.includes(values.only)) {
  throw new Error(`--only "${values.only}": expected ${PARTS.join(" or ")}`);
}
const build = packageAt(values.build);
if (values.record) writeRecorded(withCosts(readRecorded(), measureCosts(build, progress)));
else run();

function run() {
  const start = performance.now();
  const base = baseOf();
  const { limits, outdated } = acceptedFor(readAccepted(), base.commit);
  const hasRatios = values.only !== "costs" && base.folder !== undefined;
  const measuring = { builds: [base.folder, build], progress };
  const results = {
    ratios: hasRatios
      ? judgeRatios((rows, pairs) => measureRatios(rows, measuring, pairs), limits)
      : [],
    costs:
      values.only === "ratios"
        ? []
        : judgeCosts(measureCosts(build, progress), readRecorded(), limits),
  };
  const seconds = (performance.now() - start) / 1000;
  console.log(`Node ${process.version}, base ${base.commit}, ${seconds.toFixed(0)} s\n`);
  console.log(table(results));
  for (const { row, base } of outdated) {
    console.log(`accepted.json, row "${row}": it was for the base ${base}; remove it`);
  }
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(bencher(results), undefined, 2)}\n`);
  }
  if ([...results.ratios, ...results.costs].some(({ isWorse }) => isWorse)) process.exitCode = 1;
}

/** The package to compare with, and its commit; no folder where there is none. */
function baseOf() {
  if (values.base && existsSync(join(values.base, "package.json"))) {
    return { commit: values.base, folder: packageAt(values.base) };
  }
  try {
    const commit = findBase(ROOT, values.base);
    progress(`the build of ${commit}`);
    return { commit, folder: packageAt(packageOf(ROOT, commit)) };
  } catch (error) {
    if (!(error instanceof NoBaseError)) throw error;
    console.log(`speed is not judged: ${error.message}`);
    if (process.env.CI) process.exitCode = 2;
    return { commit: "none" };
  }
}

function progress(doing) {
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\r${doing} …\r`);
}
