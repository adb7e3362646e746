// Looks for values of which twice as much takes a call more than twice the time.
//
//   node benchmarks/hostile/fuzz.js [--seed N] [--shapes N] [--check]     --check exits with 1 if there are some
//
// Shapes are made at random from a seed; each is logged in two sizes. One that seems to grow faster than its size is
// measured again: it counts if it does so each time.
import { parseArgs } from "node:util";
import { configure, info } from "fastlog";
import { nowhere } from "./nowhere.js";
import { randomFrom, randomShape } from "./random-shapes.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    shapes: { type: "string", default: "100" },
    check: { type: "boolean", default: false },
  },
});

/** Parts of the smaller value. */
const SIZE = 10_000;
/** Twice the value takes at most so many times the time. */
const MOST_GROWTH = 3;
/** In milliseconds: what takes less is measured no further. */
const LEAST_MS = 2;
/** How often a suspect is measured again. */
const AGAIN = 4;
const FORMATS = ["json", "text", "logfmt", "syslog"];
const WORST = 10;

/** The least CPU time of some calls, in milliseconds: others at work on the machine only add to it. */
function least(action, runs) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

function growthOf(small, large, runs) {
  const once = least(() => info(...small), runs);
  const twice = least(() => info(...large), runs);
  return { growth: twice < LEAST_MS ? 0 : twice / Math.max(once, LEAST_MS / 2), ms: twice };
}

const results = [];
for (let i = 0; i < Number(values.shapes); i++) {
  const seed = Number(values.seed) + i;
  const format = FORMATS[i % FORMATS.length];
  configure({ format, backend: nowhere });
  const shape = randomShape(randomFrom(seed));
  const [small, large] = [SIZE, 2 * SIZE].map((size) => shape.make(size));
  let { growth, ms } = growthOf(small, large, 3);
  for (let again = 0; again < AGAIN && growth > MOST_GROWTH; again++) {
    const next = growthOf(small, large, 8);
    growth = Math.min(growth, next.growth);
    ms = Math.min(ms, next.ms);
  }
  results.push({ growth, ms, what: `seed ${seed}, ${format}: ${shape.name}` });
}

results.sort((a, b) => b.growth - a.growth || b.ms - a.ms);
console.log(`${results.length} shapes; twice the value takes so many times the time at most:\n`);
for (const { growth, ms, what } of results.slice(0, WORST)) {
  console.log(`${growth.toFixed(2).padStart(6)}  ${ms.toFixed(2).padStart(8)} ms  ${what}`);
}
const slowest = results.reduce((most, result) => (result.ms > most.ms ? result : most));
console.log(`\nslowest call: ${slowest.ms.toFixed(2)} ms, ${slowest.what}`);
const superLinear = results.filter(({ growth }) => growth > MOST_GROWTH);
for (const { what } of superLinear) console.log(`grows faster than its size: ${what}`);
if (values.check && superLinear.length > 0) process.exitCode = 1;
