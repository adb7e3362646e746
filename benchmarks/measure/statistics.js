/** @param {readonly number[]} values */
export function least(values) {
  return Math.min(...values);
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Combines results of the same shape into one: `choose` picks each number; all else is the first result's.
 *
 * @template T
 * @param {readonly T[]} results
 * @param {(values: readonly number[]) => number} choose
 * @returns {T}
 */
export function combine(results, choose) {
  const [first] = results;
  if (typeof first === "number") return choose(results);
  if (typeof first !== "object" || first === null || Array.isArray(first)) return first;
  return Object.fromEntries(
    Object.keys(first).map((key) => [
      key,
      combine(
        results.map((result) => result[key]),
        choose,
      ),
    ]),
  );
}
