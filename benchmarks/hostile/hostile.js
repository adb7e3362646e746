// How long one call takes with what an attacker may send, beside JSON.stringify of it, and whether that grows faster
// than the value does.
//
//   node benchmarks/hostile/hostile.js [--check]     exits with 1 if a bound is exceeded
import { configure, info } from "fastlog";
import { nowhere } from "./nowhere.js";
import { FORMATS, SHAPES, TEXTS } from "./shapes.js";

/** A call takes at most so many times what JSON.stringify takes, or so many milliseconds in any case. */
const MOST_RATIO = 2;
const ALWAYS_FINE_MS = { texts: 5, shapes: 100 };
/** Below this the clock and the machine decide. */
const MOST_UNMEASURED_MS = 5;
/** Twice the value takes at most so many times the time. */
const MOST_GROWTH = 3;
const RUNS = 5;
const MEGABYTE = 2 ** 20;

/** The least CPU time of some runs, in milliseconds: others at work on the machine only add to it. */
function least(action) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    action();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

const failures = [];
let worst = { growth: 0, what: "" };

function judge(what, sizes, measured, fine) {
  const cells = measured.map(({ call, json }, i) => {
    if (call > fine && call > MOST_RATIO * json) failures.push(`${what}, ${sizes[i]}`);
    return `${call.toFixed(2)} (JSON ${json.toFixed(2)})`;
  });
  const [small, large] = measured;
  const growth = large.call / small.call / (sizes[1] / sizes[0]);
  // Listing 100,000 names takes V8 itself more than twice what 50,000 do.
  const own = Math.max(1, large.json / small.json / (sizes[1] / sizes[0]));
  const grows = large.call > MOST_UNMEASURED_MS && growth > (own * MOST_GROWTH) / 2;
  if (grows) failures.push(`${what} grows`);
  if (large.call > MOST_UNMEASURED_MS && growth > worst.growth) worst = { growth, what };
  console.log(`${what.padEnd(34)} ${cells.map((cell) => cell.padStart(24)).join("")}`);
}

console.log("milliseconds a call, and of JSON.stringify\n");
for (const [name, format] of FORMATS) {
  configure({ format, backend: nowhere });
  for (const [text, make] of Object.entries(TEXTS)) {
    const sizes = [MEGABYTE, 4 * MEGABYTE];
    const measured = sizes.map((size) => {
      const body = make(size);
      return { call: least(() => info("x", { body })), json: least(() => JSON.stringify(body)) };
    });
    judge(`${name}, ${text}`, sizes, measured, ALWAYS_FINE_MS.texts);
  }
}
configure({ format: "json", backend: nowhere });
for (const [name, { sizes, make }] of Object.entries(SHAPES)) {
  const measured = sizes.map((size) => {
    const { args, value } = make(size);
    return { call: least(() => info(...args)), json: least(() => JSON.stringify(value)) };
  });
  judge(name, sizes, measured, ALWAYS_FINE_MS.shapes);
}

console.log(`\nfastest growth: ${worst.growth.toFixed(2)} times the value's ${worst.what}`);
for (const failure of failures) console.log(`exceeded: ${failure}`);
if (process.argv.includes("--check") && failures.length > 0) process.exitCode = 1;
