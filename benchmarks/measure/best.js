import { Bench } from "tinybench";

const ROUNDS = 12;
const SAMPLES = 8;

/**
 * Nanoseconds of one call, for functions that make `calls` calls each: the least of all samples. They take turns, a few
 * samples each. The least and not the mean, because nothing is allocated or written: the rest is disturbance.
 *
 * @param {Record<string, () => void>} loops
 * @param {number} calls
 * @returns {Record<string, number>}
 */
export function best(loops, calls) {
  const least = Object.fromEntries(Object.keys(loops).map((name) => [name, Infinity]));
  for (let round = 0; round < ROUNDS; round++) {
    const bench = new Bench({ time: 0, iterations: SAMPLES, warmup: round === 0, warmupTime: 0 });
    bench.throws = true;
    for (const [name, loop] of Object.entries(loops)) bench.add(name, loop, { async: false });
    bench.runSync();
    for (const { name, result } of bench.tasks) {
      least[name] = Math.min(least[name], (result.latency.min * 1e6) / calls);
    }
  }
  return least;
}
