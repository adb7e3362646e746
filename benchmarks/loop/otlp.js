// How much CPU time a record of OTLP takes, beside a line of JSON, and beside OpenTelemetry's own SDK with its batch processor:
//
//   node --expose-gc benchmarks/loop/otlp.js [ROUNDS]
//
// Nothing is sent: all three end with the bytes of a request, or of a chunk. Each runs in a process of its own, in turns; the
// least of all rounds counts.
import { start } from "../measure/start.js";
import { CONTENDERS, SCENARIOS } from "./otlp-scenarios.js";

const [, , rounds = "3"] = process.argv;
const best = Object.fromEntries(CONTENDERS.map((name) => [name, {}]));
for (let round = 0; round < Number(rounds); round++) {
  for (const name of CONTENDERS) {
    const times = await start("loop/otlp-once.js", [name], { flags: ["--expose-gc"] });
    for (const scenario of Object.keys(SCENARIOS)) {
      best[name][scenario] = Math.min(best[name][scenario] ?? Infinity, times[scenario]);
    }
  }
}

const WIDTH = 10;
const row = (name, cells) =>
  console.log(name.padEnd(22), ...cells.map((cell) => cell.padStart(WIDTH)));
const scenarios = Object.keys(SCENARIOS);
const ratios = (a, b) => scenarios.map((name) => `${(best[a][name] / best[b][name]).toFixed(2)} x`);
row("ns a record", scenarios);
for (const name of CONTENDERS) {
  row(
    name,
    scenarios.map((scenario) => best[name][scenario].toFixed(0)),
  );
}
row("otlp / json", ratios("otlp", "json"));
row("sdk / otlp", ratios("sdk", "otlp"));
