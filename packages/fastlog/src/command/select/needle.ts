import { Buffer } from "node:buffer";
import type { Comparison, Condition, Operand } from "../../where/condition.ts";

/**
 * Bytes that every line with a record that passes has, and what is known from the place where they are. Lines without them
 * need not be read.
 */
export interface Needle {
  readonly bytes: Buffer;
  /** Whether the record may pass, if the bytes stand here; without it, it may. */
  readonly mayPass?: ((bytes: Buffer, at: number) => boolean) | undefined;
  /** They are a name, which is in most lines. */
  readonly isName?: boolean;
}

/** Most texts to look for at once. */
const MOST = 4;
/** A shorter text is in too many lines. */
const SHORTEST = 2;

/**
 * Characters that all formats write as they are: JSON of other programs may write `/` as `\/` and `<` as `\u003c`. That a
 * program writes letters as `\u0061` is not expected of any.
 */
const AS_IT_IS = /[\w .:,;*+@#$%()~!?-]+/g;

/** Needles of which a line that passes has one. */
export type Needles = readonly Needle[];

/**
 * The sets of needles of a condition: a line that passes has one of each set, so that any of them will do. Which of them is
 * rare, only the lines can tell.
 */
export function needlesOf(condition: Condition): readonly Needles[] {
  switch (condition.kind) {
    case "and":
      return condition.parts.flatMap(needlesOf);
    case "or": {
      const sets = condition.parts.map((part) => longest(needlesOf(part)));
      const all = sets.flatMap((set) => set ?? []);
      return sets.includes(undefined) || all.length > MOST ? [] : [all];
    }
    case "not":
      return [];
    case "exists":
      return named(condition.path);
    case "in": {
      const { path, operands } = condition;
      const parts = operands.map(
        (operand) => ({ kind: "compare", path, comparison: "=", operand }) as const,
      );
      return needlesOf({ kind: "or", parts });
    }
    case "matches":
      return [...named(condition.path), ...textsIn(literalOf(condition.pattern.source))];
    case "compare":
      return ofComparison(condition.path, condition.comparison, condition.operand);
  }
}

/** The set whose shortest needle is the longest: a guess without lines. */
function longest(sets: readonly Needles[]): Needles | undefined {
  const value = (set: Needles) => Math.min(...set.map(weight));
  return sets.reduce<Needles | undefined>(
    (best, set) => (best === undefined || value(set) > value(best) ? set : best),
    undefined,
  );
}

/** Texts are rarer than names, unless the value that follows the name is looked at. */
function weight({ bytes, mayPass, isName }: Needle): number {
  if (mayPass !== undefined) return 100;
  return isName ? bytes.length / 1000 : bytes.length;
}

function ofComparison(path: string, comparison: Comparison, operand: Operand): readonly Needles[] {
  if (comparison === "!=" || path === "level" || path === "time") return [];
  const number = operand.isBare && operand.text !== "" ? Number(operand.text) : Number.NaN;
  if (!Number.isNaN(number)) {
    return named(path).map((set) =>
      set.map((name) => ({ ...name, mayPass: numberGuard(name.bytes.length, comparison, number) })),
    );
  }
  return comparison === "=" ? [...named(path), ...textsIn(operand.text)] : named(path);
}

/** Names of common meanings have other keys in other formats. */
const OF_MANY_NAMES: ReadonlySet<string> = new Set([
  ...["message", "msg", "target", "tag", "pid", "host", "hostname", "err", "level", "time"],
]);

/** The name of a field, or the longest of the names of a path. A name of syslog is cut after 32 characters. */
function named(path: string): readonly Needles[] {
  if (OF_MANY_NAMES.has(path)) return [];
  const parts = path.split(".").filter((part) => /^[\w-]{2,32}$/.test(part));
  if (parts.length === 0) return [];
  const name = parts.reduce((one, other) => (other.length > one.length ? other : one));
  return [[{ bytes: Buffer.from(name, "latin1"), isName: true }]];
}

/** The parts of a text that all formats write as they are. */
function textsIn(text: string): readonly Needles[] {
  return (text.match(AS_IT_IS) ?? [])
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST)
    .map((piece) => [{ bytes: Buffer.from(piece, "latin1") }]);
}

/** In bytes: the part of a log by which needles are chosen. */
const SAMPLE = 128 * 1024;
const NEWLINE = 0x0a;

/** The set that the fewest lines have; `undefined` if that are most of them, so that looking for it would only take time. */
export function rarestIn(sets: readonly Needles[], bytes: Buffer): Needles | undefined {
  const sample = bytes.subarray(0, SAMPLE);
  let best: Needles | undefined;
  let least = countOf(sample, { bytes: Buffer.of(NEWLINE) }) / 2;
  for (const set of sets) {
    const count = set.reduce((sum, needle) => sum + countOf(sample, needle), 0);
    if (count > least) continue;
    best = set;
    least = count;
  }
  return best;
}

function countOf(sample: Buffer, { bytes, mayPass }: Needle): number {
  let count = 0;
  for (let at = sample.indexOf(bytes); at >= 0; at = sample.indexOf(bytes, at + bytes.length)) {
    if (mayPass === undefined || mayPass(sample, at)) count++;
  }
  return count;
}

const QUOTE = 0x22;
const COLON = 0x3a;

/**
 * Looks at the number that follows a key of JSON, and lets everything else pass. A record with several keys of this name,
 * inside one another, passes if one of them may.
 */
function numberGuard(length: number, comparison: Comparison, number: number): Needle["mayPass"] {
  return (bytes, start) => {
    let at = start + length;
    if (bytes[at] !== QUOTE || bytes[at + 1] !== COLON || bytes[start - 1] !== QUOTE) return true;
    at += 2;
    let value = 0;
    let digits = 0;
    for (; digits < 15; digits++) {
      const digit = bytes[at]! - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      at++;
    }
    // A comma or a closing brace: the number is whole.
    const isWhole = digits > 0 && (bytes[at] === 0x2c || bytes[at] === 0x7d);
    if (!isWhole) return true;
    switch (comparison) {
      case "=":
        return value === number;
      case "<":
        return value < number;
      case "<=":
        return value <= number;
      case ">":
        return value > number;
      case ">=":
        return value >= number;
      default:
        return true;
    }
  };
}

/** A text that every match of a regular expression has; `""` if none is known. */
export function literalOf(source: string): string {
  // Flags, alternatives and quotations could make any text optional.
  if (/\(\?|\||\\[QE]/.test(source)) return "";
  let best = "";
  let run = "";
  const end = () => {
    if (run.length > best.length) best = run;
    run = "";
  };
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    let character = source.charAt(at);
    let isLiteral = false;
    if (character === "[") {
      at = classEnd(source, at);
    } else if (character === "(") {
      depth++;
    } else if (character === ")") {
      depth--;
    } else if (character === "\\") {
      at++;
      character = source.charAt(at);
      isLiteral = /[^\w]/.test(character);
      // `\x41`, `\p{L}`, `\pL` and `\123` go on behind the letter.
      if (/[xpP0-9]/.test(character)) at = escapeEnd(source, at);
    } else {
      isLiteral = !/[.^$*+?{}]/.test(character);
    }
    const next = source.charAt(at + 1);
    const isOptional = next === "*" || next === "?" || next === "{";
    if (isLiteral && depth === 0 && !isOptional) {
      run += character;
      if (next === "+") end();
    } else {
      end();
      if (source.charAt(at) === "{") at = Math.max(at, source.indexOf("}", at));
    }
  }
  end();
  return best;
}

function classEnd(source: string, from: number): number {
  let at = from + 1;
  if (source.charAt(at) === "^") at++;
  // A bracket in the first place is one of the class.
  if (source.charAt(at) === "]") at++;
  for (; at < source.length; at++) {
    if (source.charAt(at) === "\\") at++;
    else if (source.startsWith("[:", at)) at = Math.max(at, source.indexOf(":]", at) + 1);
    else if (source.charAt(at) === "]") return at;
  }
  return source.length;
}

function escapeEnd(source: string, from: number): number {
  const [whole = ""] =
    /^(?:[xpP]\{[^}]*\}|x[\da-fA-F]{2}|[pP].|\d{1,3})/.exec(source.slice(from)) ?? [];
  return whole === "" ? source.length : from + whole.length - 1;
}
