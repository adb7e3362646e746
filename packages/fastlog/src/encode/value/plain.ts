import { inspect } from "node:util";
import type { Members } from "../../redact/members.ts";
import type { TextMask } from "../../redact/text-mask.ts";
import { WITHHELD } from "../../redact/withheld.ts";
import { digitsOf } from "../../text/bigint-digits.ts";
import { wholeUpTo } from "../../text/escape.ts";
import { errorType } from "../object/error-head.ts";
import { type Bare, bare, kindOf } from "../object/kind.ts";
import { DEFAULT_LIMITS, type Limits } from "../object/limits.ts";
import { cutMark, THROWS, throwsMark } from "../object/markers.ts";
import { Reader } from "../object/member-reader.ts";
import { clip } from "./clip.ts";
import { JsonText } from "./json-text.ts";

export { DEFAULT_LIMITS, type Limits, throwsMark };

/** JSON text that is written unchanged. */
export class Json {
  readonly text: string;
  /** Two numbers for each cut text in it: the offset of its mark, and the number of missing characters. */
  readonly cuts: readonly number[];
  /** The mask that its texts went through. */
  readonly mask: TextMask | undefined;

  constructor(text: string, cuts: readonly number[] = NO_CUTS, mask?: TextMask) {
    this.text = text;
    this.cuts = cuts;
    this.mask = mask;
  }
}

const NO_CUTS: readonly number[] = [];

/** A value that every format can write. */
export type Plain = Bare | Json;

/**
 * Converts a value to one that a format can write: a primitive value unchanged, others as a text that represents
 * them, or as JSON text. Never throws.
 *
 * @param redaction Redaction of the value's members.
 * @param path Names that lead to the value, for functions that censor.
 */
export function plainOf(
  value: unknown,
  limits: Limits = DEFAULT_LIMITS,
  redaction?: Members,
  path: readonly string[] = [],
): Plain {
  const plain = writtenOf(value, limits, redaction, path);
  return plain === undefined ? "undefined" : plain;
}

/**
 * Converts a value like {@link plainOf}, but returns `undefined` if its `toJSON` does: as a member of an object it
 * is left out.
 */
export function writtenOf(
  value: unknown,
  limits: Limits,
  redaction?: Members,
  path: readonly string[] = [],
): Plain | undefined {
  try {
    if (typeof value !== "object" || value === null) return bare(value);
    const reader = new Reader(redaction, path);
    const json = new JsonText(limits, reader);
    const isWritten = json.object("", value, "", 1, redaction);
    if (reader.hasFailed) return WITHHELD;
    if (!isWritten) return undefined;
    return json.bare === undefined ? new Json(json.text, json.cuts, limits.mask) : json.bare;
  } catch (error) {
    // A function that is a proxy, or a nearly full stack, on which this may throw again.
    return redaction === undefined ? throwsMark(error) : THROWS;
  }
}

/** A plain value as text in a message, not escaped. */
export function textOf(value: Plain): string {
  if (typeof value === "string") return value;
  if (value instanceof Json) return value.text;
  return typeof value === "bigint" ? digitsOf(value) : String(value);
}

/** A text that represents a value in a message. Never throws. */
export function describe(value: unknown): string {
  if (typeof value === "string") return value;
  if (isError(value)) return describeError(value);
  return textOf(plainOf(value));
}

/** A value as Node shows it; on one line, unless its texts have line breaks. Never throws. */
export function inspected(value: unknown, limits: Limits = DEFAULT_LIMITS): string {
  const { maxBreadth, maxLength } = limits;
  const depth = Math.min(limits.maxDepth, MOST_INSPECTED);
  let text: string;
  try {
    const clipped = clip(value, limits, depth);
    text = inspect(clipped, {
      breakLength: Number.POSITIVE_INFINITY,
      compact: true,
      depth: depth - 1,
      // One more element than `clip` left: the last one says how many are missing.
      maxArrayLength: clipped === value ? maxBreadth : maxBreadth + 1,
      maxStringLength: maxLength,
    });
  } catch (error) {
    text = throwsMark(error);
  }
  if (text.length <= maxLength) return text;
  const end = wholeUpTo(text, maxLength);
  return text.slice(0, end) + cutMark(text.length - end);
}

/** Most levels of objects: each level may multiply the members. */
const MOST_INSPECTED = 4;

function isError(value: unknown): value is object {
  try {
    return typeof value === "object" && value !== null && kindOf(value) === "error";
  } catch {
    return false;
  }
}

function describeError(error: object): string {
  const type = errorType(error);
  try {
    const { message } = error as { readonly message?: unknown };
    const text = typeof message === "string" ? message : textOf(plainOf(message));
    return text === "" ? type : `${type}: ${text}`;
  } catch (thrown) {
    return `${type}: ${throwsMark(thrown)}`;
  }
}
