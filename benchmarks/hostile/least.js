/** Milliseconds after which no further run is needed. */
const ENOUGH = 12;
const MOST_RUNS = 10;

/** The least time of some runs, in milliseconds: others at work on the machine only add to it. */
export function least(action) {
  let least = Number.POSITIVE_INFINITY;
  let all = 0;
  for (let i = 0; i < MOST_RUNS && (i < 2 || all < ENOUGH); i++) {
    const start = performance.now();
    action();
    const took = performance.now() - start;
    all += took;
    least = Math.min(least, took);
  }
  return least;
}
