/**
 * Measures two builds in turns, A B B A A B …, so that whatever makes the machine slower or faster for a
 * while does it to both.
 *
 * @template T
 * @param {readonly [string, string]} builds The base and the build that is judged.
 * @param {number} pairs
 * @param {(build: string, pair: number) => T} measure
 * @returns {{ base: T, candidate: T }[]}
 */
export function inPairs([first, second], pairs, measure) {
  return Array.from({ length: pairs }, (_, pair) => {
    if (pair % 2 === 0) {
      const base = measure(first, pair);
      return { base, candidate: measure(second, pair) };
    }
    const candidate = measure(second, pair);
    return { base: measure(first, pair), candidate };
  });
}
