// How much CPU time a record takes in each shape of JSON, beside the default one:
//
//   node --expose-gc benchmarks/loop/shapes.js [ROUNDS [SHAPE…]]
//
// Shapes take turns, each in a process of its own; the least of all rounds counts.
import { start } from "../measure/start.js";
import { SCENARIOS, SHAPES } from "../records/shapes.js";

const [, , rounds = "3", ...wanted] = process.argv;
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
