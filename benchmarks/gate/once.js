// A child of the gate: how long a record of fastlog takes, in one process.
//
//   node gate/once.js FORMAT ROUNDS        prints JSON: ns a record, by scenario
import { writeSync } from "node:fs";
import { contender } from "../loggers/all.js";
import { BATCH, turn } from "../measure/batch.js";
import { scenariosOf } from "./scenarios.js";
import { undisturbed } from "./undisturbed.js";

/** Batches of a scenario at a stretch. The first finds the caches as another scenario left them. */
const STRETCH = 3;
/** The part of the rounds in which V8 may still compile. */
const WARM_UP = 0.25;

const [, , format, rounds] = process.argv;
const { open } = await contender("fastlog");
const opened = await open({ kind: "file", path: "/dev/null" }, format);
const made = [];
for (const id of scenariosOf(format)) {
  const { loop } = await import(`../loop/loop.js?${id}`);
  made.push({ id, batch: loop(opened, id).batch, samples: [] });
}

for (let round = 0; round < Number(rounds); round++) {
  const isWarm = round >= Number(rounds) * WARM_UP;
  // No scenario always comes after the same one.
  for (let i = 0; i < made.length; i++) {
    await stretch(made[(round + i) % made.length], isWarm);
  }
}

const costs = made.map(({ id, samples }) => [id, undisturbed(samples)]);
writeSync(1, JSON.stringify(Object.fromEntries(costs)));

async function stretch({ batch, samples }, isWarm) {
  for (let i = 0; i < STRETCH; i++) {
    const start = performance.now();
    batch();
    await turn();
    const took = performance.now() - start;
    if (isWarm && i > 0) samples.push((took * 1e6) / BATCH);
  }
}
