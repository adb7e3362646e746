// A child of the gate: how long a record takes for some contenders, in one process.
//
//   node gate/once.js MODULE ROUNDS        prints JSON: ns a record, by the name of the contender
import { writeSync } from "node:fs";
import { BATCH, turn } from "../measure/batch.js";
import { undisturbed } from "./undisturbed.js";

/** Batches that a contender logs at a stretch. The first finds the caches as another one left them. */
const STRETCH = 3;
/** The part of the rounds in which V8 may still compile. */
const WARM_UP = 0.25;

const [, , module, rounds] = process.argv;
const { contenders } = await import(new URL(`../${module}`, import.meta.url).href);
const made = contenders("/dev/null").map((contender) => ({ ...contender, samples: [] }));

for (let round = 0; round < Number(rounds); round++) {
  const isWarm = round >= Number(rounds) * WARM_UP;
  // Nobody always comes after the same one.
  for (let i = 0; i < made.length; i++) {
    await stretch(made[(round + i) % made.length], isWarm);
  }
}

const costs = made.map(({ name, samples }) => [name, undisturbed(samples)]);
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
