// Makes a copy of the package in which encoding a record takes 30 % more time, to prove that the gate sees it.
//
//   node benchmarks/gate/slowed.js FOLDER [--by 0.3] [--build DIR]
//
// makes FOLDER of the workspace's package, or of another, and prints how long each scenario's encoding takes
// and how much was added to it, in nanoseconds a record.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { PACKAGE, packageAt } from "../measure/package.js";
import { median } from "../measure/statistics.js";
import { align, ns, plus } from "../report/cells.js";
import { clockAndWrite, lengthsOf } from "./encoding.js";
import { inPairs } from "./pairs.js";
import { once } from "./records.js";
import { FORMATS, SCENARIOS, scenariosOf } from "./scenarios.js";
import { spinning } from "./spin.js";

const PAIRS = 8;
/**
 * Turns of the spin in the first try. The processor does part of a short spin while it encodes: how much it
 * really adds has to be measured, and corrected.
 */
const TRIAL = 30;
const CORRECTIONS = 3;
/** The least and the most nanoseconds of a turn: two dependent operations, four cycles. */
const TURN = [0.7, 2];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { by: { type: "string", default: "0.3" }, build: { type: "string", default: PACKAGE } },
});
if (positionals[0] === undefined) throw new Error("expected a folder for the build");
const from = packageAt(values.build);
const to = resolve(positionals[0]);

const lengths = await lengthsOf();
const outside = clockAndWrite();
let turns = SCENARIOS.map(() => TRIAL);
let result = measured();
const wanted = result.map(({ before }) => (before - outside) * Number(values.by));
for (let i = 0; i < CORRECTIONS; i++) {
  turns = turns.map((some, n) => Math.round(some + (wanted[n] - result[n].added) / turnOf(n)));
  result = measured();
}

console.log(`the clock and the write: ${ns(outside)}, taken off each record's time\n`);
console.log(
  align([
    ["", "encoding", "wanted", "added", "turns of the spin"],
    ...SCENARIOS.map(({ id }, i) => {
      const encoding = result[i].before - outside;
      const part = `${((100 * result[i].added) / encoding).toFixed(0)} %`;
      const added = `${plus(result[i].added)} ns, ${part}`;
      return [id, ns(encoding), `${plus(wanted[i])} ns`, added, String(turns[i])];
    }),
  ]),
);

/** Nanoseconds that a turn of the spin adds to a scenario's record. */
function turnOf(n) {
  return Math.min(TURN[1], Math.max(TURN[0], result[n].added / turns[n]));
}

/** How long each scenario's record takes in the build that is copied, and how much longer in the copy. */
function measured() {
  spinning(from, to, lengths, turns);
  const costs = {};
  for (const format of FORMATS) {
    const pairs = inPairs([from, to], PAIRS, (build) => once(format, build));
    for (const id of scenariosOf(format)) {
      const before = median(pairs.map(({ base }) => base[id]));
      const added = median(pairs.map(({ base, candidate }) => candidate[id] - base[id]));
      costs[id] = { before, added };
    }
  }
  return SCENARIOS.map(({ id }) => costs[id]);
}
