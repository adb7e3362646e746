// Makes a copy of the package in which making a child takes so much longer that the child and its one record take 20 %
// more processor time, to prove that the gate sees it.
//
//   node benchmarks/gate/slowed-child.js FOLDER [--by 0.2] [--build DIR]
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { PACKAGE, packageAt } from "../measure/package.js";
import { median } from "../measure/statistics.js";
import { copyPackage } from "./copy.js";
import { loadedBy } from "./costs.js";
import { inPairs } from "./pairs.js";
import { serving } from "./service.js";

const PAIRS = 4;
/** Turns of the spin in the first try. The second one corrects it by what the first has shown. */
const TRIAL = 500;

/** The beginning of the method `child` of all loggers. */
const METHOD = /(?<=[}\s])child\([\w$]+,\s*[\w$]+\)\s*\{/g;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { by: { type: "string", default: "0.2" }, build: { type: "string", default: PACKAGE } },
});
if (positionals[0] === undefined) throw new Error("expected a folder for the build");
const from = packageAt(values.build);
const to = resolve(positionals[0]);

const zero = median(Array.from({ length: PAIRS }, () => serving("request", "nothing", from)));
const trial = slowedBy(TRIAL);
const wanted = trial.before * Number(values.by);
const turns = Math.max(1, Math.round((TRIAL * wanted) / trial.added));
const { before, added } = slowedBy(turns);
console.log(
  `a child and a record take ${before.toFixed(0)} ns; ${added.toFixed(0)} ns were added by a spin of ${turns} turns`,
);

/** How long a child and a record take, and how much longer in a copy whose method spins. */
function slowedBy(turns) {
  spinning(turns);
  const pairs = inPairs([from, to], PAIRS, (build) => serving("request", "fastlog", build) - zero);
  return {
    before: median(pairs.map(({ base }) => base)),
    added: median(pairs.map(({ base, candidate }) => candidate - base)),
  };
}

function spinning(turns) {
  copyPackage(from, to);
  let places = 0;
  for (const file of loadedBy(to)) {
    const source = readFileSync(file, "utf8");
    const found = source.match(METHOD)?.length ?? 0;
    if (found === 0) continue;
    places += found;
    writeFileSync(file, source.replace(METHOD, "$& spinInChild();") + spin(turns));
  }
  if (places === 0) throw new Error("expected a method `child`, and found none");
}

function spin(turns) {
  return `
var spunInChild = 1;
function spinInChild() {
  let some = spunInChild;
  for (let left = ${turns}; left > 0; left--) some = (Math.imul(some, 1664525) + 1013904223) | 0;
  spunInChild = some;
}
`;
}
