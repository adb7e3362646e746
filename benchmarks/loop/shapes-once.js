// How much CPU time a record of each scenario takes in one shape of JSON, in a process of its own: a program has one
// format, which V8 compiles everything for.
//
//   node --expose-gc shapes-once.js SHAPE 3>results
//
// To descriptor 3 it writes JSON: the least ns of CPU time a record, for each scenario.
import { writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fastlog } from "../loggers/fastlog.js";
import { BATCH, turn } from "../measure/batch.js";
import { least } from "../measure/statistics.js";
import { SCENARIOS, SHAPES } from "../records/shapes.js";

/** Batches of a sample, and samples of a scenario. */
const BATCHES = 40;
const SAMPLES = 12;

const opened = await fastlog.open({ kind: "file", path: "/dev/null" }, SHAPES[process.argv[2]]);
const times = Object.fromEntries(SCENARIOS.map((scenario) => [scenario, []]));
const loops = {};
for (const scenario of SCENARIOS) {
  const { loop } = await import(`./loop.js?${scenario}`);
  loops[scenario] = loop(opened, scenario);
}
for (let i = 0; i < SAMPLES; i++) {
  for (const scenario of SCENARIOS) {
    globalThis.gc();
    await wait(2);
    times[scenario].push(await sample(loops[scenario]));
  }
}
writeSync(
  3,
  JSON.stringify(Object.fromEntries(SCENARIOS.map((name) => [name, least(times[name])]))),
);
process.exit();

async function sample({ batch }) {
  const before = process.cpuUsage();
  for (let i = 0; i < BATCHES; i++) {
    batch();
    await turn();
  }
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1e3) / (BATCHES * BATCH);
}
