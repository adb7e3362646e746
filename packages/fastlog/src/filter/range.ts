import { suggestLevel } from "../diagnostics/suggest.ts";
import { levelNames, levelNumber, lowestLevel, OFF } from "../level.ts";
import { quote } from "./quote.ts";

/** Bounds of the levels that pass, both included. */
export interface LevelRange {
  readonly threshold: number;
  /** `undefined` if no level is too severe. */
  readonly ceiling: number | undefined;
}

const DOTS = "..";

/** Whether a text is a range of known levels, and so cannot be meant as a target. */
export function isRangeOfLevels(text: string): boolean {
  const sides = sidesOf(text);
  return (
    sides?.every((side) => side === "" || levelNumber(side) !== undefined) === true &&
    sides.some((side) => side !== "")
  );
}

/**
 * Parses `info..warn`: the levels from `info` to `warn`, both included. `..warn` begins with the most verbose level, and
 * `info..` ends with the most severe one. Returns the reason if the range is invalid.
 */
export function parseRange(text: string): LevelRange | string {
  const sides = sidesOf(text);
  if (sides === undefined) return `expected one ".." between two levels${rangeMeant(text)}`;
  const [from, to] = sides;
  if (from === "" && to === "") return 'expected a level before or behind ".."';
  for (const side of sides) {
    if (side !== "" && !isBound(side)) return unknownBound(side);
  }
  const threshold = from === "" ? lowestLevel() : (levelNumber(from) as number);
  const ceiling = to === "" ? undefined : levelNumber(to);
  if (ceiling !== undefined && ceiling < threshold) {
    return `the range lets nothing pass, because the more verbose level comes first; did you mean ${quote(`${to}${DOTS}${from}`)}?`;
  }
  return { threshold, ceiling };
}

/** Says why the filter of all backends has no upper bound. */
export function noRange(text: string): string {
  const [from = ""] = sidesOf(text) ?? [];
  const question = from === "" ? "" : `; did you mean ${quote(from)}?`;
  return `only the filter of a backend may have an upper bound (backend: { backend, filter: ${quote(text)} })${question}`;
}

/** The range that `info-warn`, `info...warn` and the like probably mean; `undefined` for any other text. */
export function rangeLike(text: string): string | undefined {
  const [, from = "", to = ""] =
    /^\s*(\w+)\s*(?:-|–|—|\.{2,}|:|\bto\b)\s*(\w+)\s*$/.exec(text) ?? [];
  return isBound(from) && isBound(to) ? `${from}${DOTS}${to}` : undefined;
}

function rangeMeant(text: string): string {
  const meant = rangeLike(text);
  return meant === undefined ? "" : `; did you mean ${quote(meant)}?`;
}

/** The texts on both sides of `..`; `undefined` if it does not stand there once. */
function sidesOf(text: string): readonly [from: string, to: string] | undefined {
  const [from = "", to = "", ...others] = text.split(DOTS).map((side) => side.trim());
  const isPair =
    text.includes(DOTS) && others.length === 0 && !from.includes(".") && !to.includes(".");
  return isPair ? [from, to] : undefined;
}

function isBound(side: string): boolean {
  const number = levelNumber(side);
  return number !== undefined && number !== OFF;
}

function unknownBound(side: string): string {
  const meant = suggestLevel(side, 2);
  const question =
    meant === undefined || meant === side.toLowerCase() ? "" : `; did you mean ${quote(meant)}?`;
  return `unknown level ${quote(side)} in a range (expected ${levelNames()})${question}`;
}
