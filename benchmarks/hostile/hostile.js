// The time of one call with hostile values, beside JSON.stringify of the same value, and the power of the size by which it
// grows.
//
//   node benchmarks/hostile/hostile.js [--check] [--only TEXT] [--format NAME] [--json FILE]
//
// With --check it exits with 1 if a bound is exceeded.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { configure, info } from "fastlog";
import { exponent } from "./growth.js";
import { least } from "./least.js";
import { nowhere } from "./nowhere.js";
import { FORMATS, SHAPES } from "./shapes.js";

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    format: { type: "string", default: "" },
    json: { type: "string" },
  },
});

/**
 * A call takes at most so many times as long as JSON.stringify. Below the floor it is fine in any case: that is how long a
 * record takes which is filled by the smallest of values, `0,` and `[],`.
 */
const MOST_RATIO = 2;
const FLOOR_MS = 3;
/**
 * The power of the size by which a call's time grows at most, or as much above that of V8's own, which takes more than
 * linear time to list the names of large objects.
 */
const MOST_EXPONENT = 1.15;
const MORE_THAN_OWN = 0.15;
/** How often what exceeds a bound is measured again. */
const AGAIN = 3;

const formats = FORMATS.filter(([name]) => values.format === "" || name === values.format);
const shapes = Object.entries(SHAPES).filter(([name]) => name.includes(values.only));

/** The bound that is exceeded, in words; `undefined` if none is. `names` are the times of listing the names of the value. */
function excess(sizes, times, json, names) {
  const worst = times.findIndex((time, i) => time > FLOOR_MS && time > MOST_RATIO * json[i]);
  if (worst >= 0) {
    const ratio = (times[worst] / json[worst]).toFixed(1);
    return `${times[worst].toFixed(2)} ms, ${ratio} times JSON.stringify, at ${sizes[worst]}`;
  }
  if (times.at(-1) <= FLOOR_MS) return undefined;
  const power = exponent(sizes, times);
  const own = Math.max(exponent(sizes, json), exponent(sizes, names));
  const most = Math.max(MOST_EXPONENT, own + MORE_THAN_OWN);
  return power > most ? `grows by the power ${power.toFixed(2)}` : undefined;
}

/** Lists the names of the arguments' members, and of their members. */
function namesOf(args) {
  let count = 0;
  for (const arg of args) {
    if (typeof arg !== "object" || arg === null) continue;
    const keys = Object.keys(arg);
    count += keys.length;
    if (keys.length > 1) continue;
    for (const key of keys) count += Object.keys(Object(arg[key])).length;
  }
  return count;
}

const failures = [];
const rows = [];
const width = 10;
console.log(
  `milliseconds of one call; at most ${FLOOR_MS}, or ${MOST_RATIO} times JSON.stringify\n`,
);
const titles = [...formats.map(([name]) => name), "JSON"].map((name) => name.padStart(width));
console.log(`${"".padEnd(46)}${"size".padStart(9)}${titles.join("")}`);
for (const [name, { sizes, make }] of shapes) {
  const made = sizes.map(make);
  const json = made.map(({ value }) => least(() => JSON.stringify(value)));
  const names = made.map(({ args }) => least(() => namesOf(args)));
  const cells = [];
  for (const [formatName, format] of formats) {
    configure({ format, backend: nowhere });
    const measured = () => made.map(({ args }) => least(() => info(...args)));
    let times = measured();
    for (let i = 0; i < AGAIN && excess(sizes, times, json, names) !== undefined; i++) {
      times = measured().map((time, i) => Math.min(time, times[i]));
    }
    const what = excess(sizes, times, json, names);
    if (what !== undefined) failures.push(`${name}, ${formatName}: ${what}`);
    rows.push({ shape: name, format: formatName, sizes, times, json, excess: what });
    cells.push(`${times.at(-1).toFixed(2)}${what === undefined ? " " : "!"}`);
  }
  const columns = [...cells, json.at(-1).toFixed(2)].map((cell) => cell.padStart(width));
  console.log(`${name.padEnd(46)}${String(sizes.at(-1)).padStart(9)}${columns.join("")}`);
}
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(rows, undefined, 1));

console.log("");
for (const failure of failures) console.log(`exceeded: ${failure}`);
console.log(`${rows.length} cells, ${failures.length} exceed a bound`);
if (values.check && failures.length > 0) process.exitCode = 1;
