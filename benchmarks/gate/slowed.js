// Makes a build in which encoding a record takes 30 % more time, to prove that the gate sees it.
//
//   node benchmarks/gate/slowed.js FOLDER [--by 0.3] [--dist DIR]
//
// makes FOLDER/dist of the workspace's build, or of another, and prints what each scenario's encoding takes
// and what was added to it, in nanoseconds a record.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { BATCH } from "../batch.js";
import { align, ns, plus } from "../cells.js";
import { median } from "../statistics.js";
import { buildAt, DIST, using } from "./dist.js";
import { once } from "./ratios.js";
import { SCENARIOS } from "./scenarios.js";
import { undisturbed } from "./undisturbed.js";

const PROCESSES = 6;
/**
 * How long the spin of the first try is. The processor does part of a short one while it encodes: what it
 * really adds has to be measured, and corrected.
 */
const TRIAL = 30;
const CORRECTIONS = 3;
/** Statements that are never run. V8 puts no function into others that is so long: that would cost more than the spin. */
const UNSEEN = 60;
/** What a turn takes at the least and at the most, in nanoseconds: two dependent operations, four cycles. */
const TURN = [0.7, 2];
const MODULES = [...new Set(SCENARIOS.map(({ module }) => module))];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { by: { type: "string", default: "0.3" }, dist: { type: "string", default: DIST } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error("expected a folder for the build");
const from = buildAt(values.dist);
const dist = join(resolve(folder), "dist");

const lengths = await lengthsOf();
const outside = clockAndWrite();
build(() => TRIAL);
let [turns, result] = [SCENARIOS.map(() => TRIAL), compare()];
const wanted = result.map(({ before }) => (before - outside) * Number(values.by));
for (let i = 0; i < CORRECTIONS; i++) {
  turns = turns.map((some, n) => Math.round(some + (wanted[n] - result[n].added) / turnOf(n)));
  build((n) => turns[n]);
  result = compare();
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

/** What a turn of the spin has added to a scenario's record, in nanoseconds. */
function turnOf(n) {
  return Math.min(TURN[1], Math.max(TURN[0], result[n].added / turns[n]));
}

/**
 * Puts a spin before the end of each record. How long it is the record's length decides: that tells the
 * scenarios apart.
 */
function build(turnsOf) {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  cpSync(from, dist, { recursive: true });
  const modules = join(dist, "../node_modules");
  rmSync(modules, { force: true });
  symlinkSync(join(from, "../node_modules"), modules);
  const file = join(dist, "index.cjs");
  // RecordWriter.count, wherever the build has put it.
  const end = /(\w+)\s*\.\s*ends\s*\[\s*\w+\s*\]\s*=\s*(\w+)\b(?!\s*\.)/g;
  const source = readFileSync(file, "utf8");
  const places = source.match(end)?.length ?? 0;
  if (places < 2)
    throw new Error(`expected RecordWriter.count in many places, and found ${places}`);
  const order = SCENARIOS.map((_, i) => i).sort((a, b) => lengths[a] - lengths[b]);
  const steps = order.slice(0, -1).map((i, n) => {
    const border = Math.round((lengths[i] + lengths[order[n + 1]]) / 2);
    return `length < ${border} ? ${turnsOf(i)} : `;
  });
  const spin = `
var spun = 1;
function spin(length) {
  let left = ${steps.join("")}${turnsOf(order.at(-1))};
  let some = spun;
  if (left < 0) { ${"some = Math.imul(some, 3) + 1; ".repeat(UNSEEN)} }
  while (left-- > 0) some = (Math.imul(some, 1664525) + 1013904223) | 0;
  spun = some;
}
`;
  writeFileSync(file, source.replace(end, "spin($2-$1.end),$&") + spin);
}

/** What each scenario takes in the build that was copied, and how much more in the copy. */
function compare() {
  const builds = [using(from), using(dist)];
  const costs = SCENARIOS.map(() => ({ before: [], added: [] }));
  for (let i = 0; i < PROCESSES; i++) {
    for (const module of MODULES) {
      const [before, after] = builds.map((how) => once(module, how));
      SCENARIOS.forEach(({ module: own, name }, i) => {
        if (own !== module) return;
        costs[i].before.push(before[name]);
        costs[i].added.push(after[name] - before[name]);
      });
    }
  }
  return costs.map(({ before, added }) => ({ before: median(before), added: median(added) }));
}

/** Bytes of a scenario's record. */
async function lengthsOf() {
  const folder = mkdtempSync(join(tmpdir(), "fastlog-gate-"));
  try {
    const sizes = {};
    for (const [i, module] of MODULES.entries()) {
      const path = join(folder, String(i));
      writeFileSync(path, "");
      const { contenders } = await import(`../${module}`);
      const all = contenders(path);
      for (const { name } of SCENARIOS.filter((one) => one.module === module)) {
        const { batch, flush } = all.find((one) => one.name === name);
        const before = statSync(path).size;
        batch();
        flush();
        sizes[name] = (statSync(path).size - before) / BATCH;
      }
    }
    return SCENARIOS.map(({ name }) => sizes[name]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What reading the clock and writing take of a record's time: ../floor.js without its copy. */
function clockAndWrite() {
  const fd = openSync("/dev/null", "a");
  const chunk = Buffer.alloc(BATCH * 75);
  const samples = [];
  for (let i = 0; i < 4000; i++) {
    const start = performance.now();
    for (let n = 0; n < BATCH; n++) process.hrtime.bigint();
    writeSync(fd, chunk);
    samples.push(((performance.now() - start) * 1e6) / BATCH);
  }
  return undisturbed(samples);
}
