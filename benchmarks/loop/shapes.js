// How much CPU time a record takes in each shape of JSON, beside the default one:
//
//   node --expose-gc benchmarks/loop/shapes.js [--check] [ROUNDS [SHAPE…]]
//
// Shapes take turns, each in a process of its own; the least of all rounds counts. With --check it exits with 1 if a
// message with three fields takes more than a tenth longer in a preset.
import { start } from "../measure/start.js";
import { SCENARIOS, SHAPES } from "../records/shapes.js";

/** The most that a preset may cost. */
const GOAL = 1.1;

const args = process.argv.slice(2);
const isChecked = args[0] === "--check";
const [rounds = "3", ...wanted] = isChecked ? args.slice(1) : args;
const shapes = wanted.length === 0 ? Object.keys(SHAPES) : ["json", ...wanted];
const best = Object.fromEntries(shapes.map((shape) => [shape, {}]));
for (let round = 0; round < Number(rounds); round++) {
  for (const shape of shapes) {
    const times = await start("loop/shapes-once.js", [shape], { flags: ["--expose-gc"] });
    for (const scenario of SCENARIOS) {
      best[shape][scenario] = Math.min(best[shape][scenario] ?? Infinity, times[scenario]);
    }
  }
}

const WIDTH = 10;
const row = (name, cells) =>
  console.log(name.padEnd(22), ...cells.map((cell) => cell.padStart(WIDTH)));
row("ns a record", SCENARIOS);
row(
  "json",
  SCENARIOS.map((scenario) => best.json[scenario].toFixed(0)),
);
for (const shape of shapes.slice(1)) {
  const ratio = (scenario) => best[shape][scenario] / best.json[scenario];
  row(
    shape,
    SCENARIOS.map((scenario) => `${ratio(scenario).toFixed(2)} x`),
  );
}

const isSlow = (shape) => best[shape].fields > GOAL * best.json.fields;
const slow = shapes.filter((shape) => shape.startsWith("json:") && isSlow(shape));
if (isChecked && slow.length > 0) {
  console.error(`more than ${GOAL} times the default shape: ${slow.join(", ")}`);
  process.exitCode = 1;
}
