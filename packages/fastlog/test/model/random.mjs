/** A generator of whole numbers below a bound, by a seed. */
export function random(seed) {
  let state = seed + 0x6d2b79f5;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

/** Draws one of a list, or one of several of them, by such a generator. */
export function drawer(seed) {
  const next = random(seed);
  const one = (list) => list[next(list.length)];
  /** One of the keys, each as often as its value says. */
  const weighed = (weights) => {
    const entries = Object.entries(weights);
    let at = next(entries.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [name, weight] of entries) {
      at -= weight;
      if (at < 0) return name;
    }
  };
  return { next, one, weighed };
}
