// Looks for values of which a call takes more than linear time, or more than twice as long as JSON.stringify.
//
//   node benchmarks/hostile/fuzz.js [--seed N] [--shapes N] [--check]     --check exits with 1 if there are some
//
// Shapes are made at random from a seed; each is logged in four sizes. One that seems to exceed a bound is measured again:
// it counts if it does so each time.
import { parseArgs } from "node:util";
import { configure, info } from "fastlog";
import { exponent } from "./growth.js";
import { least } from "./least.js";
import { nowhere } from "./nowhere.js";
import { randomFrom, randomShape } from "./random-shapes.js";
import { FORMATS } from "./shapes.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    shapes: { type: "string", default: "100" },
    check: { type: "boolean", default: false },
  },
});

/** Parts of the values. */
const SIZES = [5_000, 10_000, 20_000, 40_000];
/**
 * Milliseconds of a call that is fine in any case. More than in hostile.js, because of Maps, Sets and errors
 * JSON.stringify writes nothing, and much more takes place in a shape that has all of them inside of one another.
 */
const FLOOR_MS = 10;
const MOST_RATIO = 2;
const MOST_EXPONENT = 1.3;
/** How often a suspect is measured again. */
const AGAIN = 4;
const WORST = 10;

/** The time of a call as a part of its bound: up to 1 is fine. */
function excess(times, own) {
  const ratios = times.map((time, i) => time / Math.max(FLOOR_MS, MOST_RATIO * own[i]));
  const most = Math.max(...ratios);
  if (times.at(-1) <= FLOOR_MS) return most;
  const power = exponent(SIZES, times);
  return Math.max(most, power / Math.max(MOST_EXPONENT, exponent(SIZES, own) + 0.2));
}

/** JSON.stringify of the same value, to compare with. */
function own(args) {
  try {
    return JSON.stringify(args)?.length;
  } catch {
    return 0;
  }
}

const results = [];
for (let i = 0; i < Number(values.shapes); i++) {
  const seed = Number(values.seed) + i;
  const [name, format] = FORMATS[i % FORMATS.length];
  configure({ format, backend: nowhere });
  const shape = randomShape(randomFrom(seed));
  const made = SIZES.map((size) => shape.make(size));
  const json = made.map((args) => least(() => own(args)));
  const measured = () => made.map((args) => least(() => info(...args)));
  let times = measured();
  for (let again = 0; again < AGAIN && excess(times, json) > 1; again++) {
    times = measured().map((time, i) => Math.min(time, times[i]));
  }
  const ms = times.at(-1);
  const what = `seed ${seed}, ${name}: ${shape.name} (JSON ${json.at(-1).toFixed(2)} ms)`;
  results.push({ excess: excess(times, json), ms, what });
}

results.sort((a, b) => b.excess - a.excess || b.ms - a.ms);
console.log(
  `${results.length} shapes; how much of a bound each takes, and the call in milliseconds:\n`,
);
for (const { excess, ms, what } of results.slice(0, WORST)) {
  console.log(`${excess.toFixed(2).padStart(6)}  ${ms.toFixed(2).padStart(8)} ms  ${what}`);
}
const slowest = results.reduce((most, result) => (result.ms > most.ms ? result : most));
console.log(`\nslowest call: ${slowest.ms.toFixed(2)} ms, ${slowest.what}`);
const exceeding = results.filter(({ excess }) => excess > 1);
for (const { what } of exceeding) console.log(`exceeds a bound: ${what}`);
if (values.check && exceeding.length > 0) process.exitCode = 1;
