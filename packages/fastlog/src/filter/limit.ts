import { LEVELS, levelNumber, OFF } from "../level.ts";
import type { Directive } from "./directive.ts";
import type { FilterError } from "./filter-error.ts";
import type { Limit, Rate, Share } from "./limit-kinds.ts";
import { quote } from "./quote.ts";
import { isRangeOfLevels } from "./range.ts";

/** Why a text is no limit. */
export interface NoLimit {
  readonly reason: string;
  /** The limit that was probably meant, `""` for none at all; `undefined` if that is not known. */
  readonly meant: string | undefined;
}

/** In milliseconds. */
const WINDOWS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

const MOST_RECORDS = 1_000_000_000;

const EXPECTED = "expected a number of records as in 100/s, 100/m or 100/h";

/** The limit behind the `@` of a directive, whose level is named by these bounds; a text says why there is none. */
function limitOf(text: string, threshold: number, ceiling: number | undefined): Limit | NoLimit {
  if (threshold === OFF)
    return { reason: "off lets nothing pass that could be limited", meant: "" };
  const limit = text.includes("%")
    ? parseShare(text)
    : parseRate(text, `${EXPECTED}, or a share as in 10%`);
  if ("reason" in limit) return limit;
  const unnamed = limit.share === undefined ? LEVELS.error : LEVELS.warn;
  return { ...limit, upTo: ceiling ?? (threshold < unnamed ? unnamed - 1 : threshold) };
}

/** Parses a number of records, such as `100/s`. */
export function parseRate(text: string, expected: string = EXPECTED): Rate | NoLimit {
  const [, digits = "", slash = "", unit = ""] =
    /^\s*(\d*)\s*(\/?)\s*([^\s]*)\s*$/.exec(text) ?? [];
  const records = Number(digits);
  const window = Object.hasOwn(WINDOWS, unit) ? WINDOWS[unit] : undefined;
  if (digits !== "" && slash !== "" && window !== undefined) {
    if (records >= 1 && records <= MOST_RECORDS)
      return { text: `${records}/${unit}`, records, window };
    return { reason: `expected from 1 to ${MOST_RECORDS} records`, meant: undefined };
  }
  return { reason: expected, meant: rateMeant(text) };
}

/** Parses a share, such as `10%`. */
export function parseShare(text: string): Share | NoLimit {
  const [, digits = ""] = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text) ?? [];
  const percent = Number(digits);
  if (percent > 0 && percent <= 100) return { text: `${percent}%`, share: percent / 100 };
  return { reason: "expected a share above 0%, up to 100%", meant: undefined };
}

/** The number of records that `100`, `100/sec`, `100 per minute` and the like probably mean. */
function rateMeant(text: string): string | undefined {
  const [, digits = "", unit = "s"] =
    /^\s*(\d{1,9})\s*(?:(?:\/|\bper\b|\ba\b)?\s*([smh])[a-z]*)?\s*$/i.exec(text) ?? [];
  return Number(digits) > 0 ? `${Number(digits)}/${unit.toLowerCase()}` : undefined;
}

/**
 * The part of a directive before its limit, and the limit. Behind a `=` no level has an `@`; without a `=`, only what
 * follows a level is a limit, because targets may have that character.
 */
export function splitLimit(
  word: string,
  isAlone: boolean,
): readonly [level: string, limit: string | undefined] {
  const at = word.indexOf("@");
  const level = word.slice(0, at).trim();
  return at === -1 || (isAlone && !isLevel(level))
    ? [word, undefined]
    : [level, word.slice(at + 1)];
}

/**
 * Whether the slash behind this beginning of a directive is that of a limit, as in `debug@100/s`, and not the one before
 * the pattern.
 */
export function isLimitSlash(begun: string): boolean {
  const [, name, level] = /^([^=]*=)?([^=@/]*)@[\s\d]*$/.exec(begun) ?? [];
  return level !== undefined && (name !== undefined || isLevel(level.trim()));
}

/** A directive with its limit, or the error of an invalid one. */
export function limited(text: string, parsed: Directive, limit: string): Directive | FilterError {
  const found = limitOf(limit, parsed.threshold, parsed.ceiling);
  if (!("reason" in found)) return { ...parsed, limit: found };
  const { reason, meant } = found;
  const before = text.slice(0, -limit.length - 1);
  const spec = meant === "" ? before : `${before}@${meant}`;
  const question = meant === undefined ? "" : `; did you mean ${quote(spec)}?`;
  return {
    directive: text,
    message: `invalid directive ${quote(text)}: invalid limit ${quote(limit.trim())} (${reason})${question}`,
  };
}

function isLevel(text: string): boolean {
  return levelNumber(text) !== undefined || isRangeOfLevels(text);
}
