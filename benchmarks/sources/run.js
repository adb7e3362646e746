// Where a record comes from: what the ways cost, on Node 22, 24 and 26, and whether they meet their goals.
//
//   npm run bench:sources                           builds, measures, prints a table
//   node benchmarks/sources/run.js --rounds 7       processes for each figure (5)
//   node benchmarks/sources/run.js --only register  some of the sources
//   node benchmarks/sources/run.js --node PATH      this Node instead (repeatable)
//   node benchmarks/sources/run.js --check          exits with 1 if a goal is missed
//   node benchmarks/sources/run.js --store          the documentation shows the results
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { judgeSources } from "../goals.js";
import { load } from "../measure/machine.js";
import { REPOSITORY, STORED as SUITE, writeReport } from "../report/files.js";
import { nodes, versionOf } from "../service/nodes.js";
import { verdicts } from "../suite/table.js";
import { measureSources } from "./measure.js";
import { SOURCES } from "./sources.js";
import { gathered, STORED } from "./stored.js";

/** Node 20 has no `registerHooks`, and an older compiler. */
const FIRST = 22;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string" },
    node: { type: "string", multiple: true },
    check: { type: "boolean", default: false },
    store: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) {
  throw new Error(`--rounds "${values.rounds}": expected a whole number from 1 on`);
}
const names = Object.keys(SOURCES);
const sources = values.only?.split(",") ?? names;
const unknown = sources.find((name) => !names.includes(name));
if (unknown !== undefined) {
  throw new Error(`--only "${unknown}": expected some of ${names.join(",")}`);
}

const started = new Date();
const before = load();
const results = [];
for (const node of values.node ?? nodes().filter(isJudged)) {
  const version = versionOf(node);
  const figures = measureSources({ node, sources, rounds }, (doing) =>
    progress(`${version}: ${doing}`),
  );
  results.push({ node: version, figures });
  console.log(`\nNode ${version.slice(1)}\n\n${verdicts(judgeSources(figures))}`);
}
console.log(`\nload of the machine before and after: ${before.join(", ")}; ${load().join(", ")}`);
if (values.store) {
  const measured = gathered({ started, before, rounds, nodes: results });
  const text = JSON.stringify(measured, undefined, 2);
  writeFileSync(STORED, `${text.replace(/\[\s+(?:-?[\d.]+,?\s+)+\]/g, onOneLine)}\n`);
  for (const path of writeReport(JSON.parse(readFileSync(SUITE, "utf8")), REPOSITORY)) {
    console.log(path);
  }
}
const isMissed = results.some(({ figures }) => judgeSources(figures).some(({ ok }) => !ok));
if (values.check && isMissed) process.exitCode = 1;

function isJudged(node) {
  return Number(/^v(\d+)/.exec(versionOf(node))?.[1]) >= FIRST;
}

/** As the formatter has it. */
function onOneLine(list) {
  return list.replace(/\s+/g, " ").replace("[ ", "[").replace(" ]", "]");
}

function progress(doing) {
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\r${doing} …\r`);
}
