import type { LevelFilter } from "../level.ts";
import { allLevels, levelMeant, levelOf, recordLevel } from "../level.ts";

/** Words that other filters use for levels of a filter. */
const SYNONYMS: ReadonlyMap<string, LevelFilter> = new Map([
  ["none", "off"],
  ["silent", "off"],
  ["false", "off"],
  ["no", "off"],
  ["0", "off"],
  ["true", "debug"],
  ["yes", "debug"],
  ["on", "debug"],
  ["1", "debug"],
  ["all", "trace"],
  ["*", "trace"],
]);

/**
 * Guesses the level that a word means which is not a level: by synonyms, then by the nearest name within `maxDistance`
 * typing errors. A short word may have one error only, because two turn `on` into `off`.
 */
export function suggestLevel(word: string, maxDistance: number): LevelFilter | undefined {
  const lower = word.toLowerCase();
  const synonym = SYNONYMS.get(lower) ?? levelMeant(lower);
  if (synonym !== undefined) return synonym;
  // Numbers are the levels of pino.
  const number = /^\d\d$/.test(lower) ? recordLevel(lower) : undefined;
  if (number !== undefined) return levelOf(number);

  let nearest: LevelFilter | undefined;
  let limit = lower.length < 5 ? Math.min(maxDistance, 1) : maxDistance;
  const names: readonly LevelFilter[] = ["off", ...allLevels().map(({ name }) => name)];
  for (const name of names) {
    // The difference of the lengths is a lower bound of the distance, so long words cost little.
    if (Math.abs(name.length - lower.length) > limit) continue;
    const distance = typingErrors(lower, name.toLowerCase());
    if (distance > limit) continue;
    nearest = name;
    limit = distance - 1;
  }
  return nearest;
}

/**
 * Optimal string alignment distance: the number of letters that were left out, added, mistaken or swapped with their
 * neighbour.
 */
export function typingErrors(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let errors = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      if (swapped) errors = Math.min(errors, beforeLast[column - 2]! + 1);
      current.push(errors);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length]!;
}
