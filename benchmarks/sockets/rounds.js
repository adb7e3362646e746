import { BATCH } from "../measure/batch.js";

/** Milliseconds that a contender sends in one round. */
const TIME = 150;
/** Turns until V8 has compiled, and then until it is known how many turns a round has. */
const WARM_UP = [60, 200];

/**
 * The best of several rounds for each sender; they take turns. Sender and receiver need a core each, and with others on
 * the machine they often have to wait.
 *
 * @param {readonly import("./sender.js").Sender[]} contenders
 * @param {number} rounds
 * @param {(sender: import("./sender.js").Sender, turns: number) => Promise<Record<string, number>>} carry Its `rate` is in
 * records a second.
 * @returns {Promise<Record<string, Record<string, number>>>}
 */
export async function takeTurns(contenders, rounds, carry) {
  const all = [];
  for (const contender of contenders) {
    let rate = 0;
    for (const turns of WARM_UP) ({ rate } = await carry(contender, turns));
    all.push({ contender, turns: Math.ceil(((rate / BATCH) * TIME) / 1000), results: [] });
  }
  for (let round = 0; round < rounds; round++) {
    // A disturbance hits all of them, and none is always first.
    const first = round % all.length;
    for (const { contender, turns, results } of [...all.slice(first), ...all.slice(0, first)]) {
      globalThis.gc();
      results.push(await carry(contender, turns));
    }
  }
  for (const { end } of contenders) await end();
  return Object.fromEntries(all.map(({ contender, results }) => [contender.id, best(results)]));
}

function best(results) {
  return results.reduce((best, result) => (result.rate > best.rate ? result : best));
}
