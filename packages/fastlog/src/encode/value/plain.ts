import { inspect } from "node:util";
import type { Members } from "../../redact/redact.ts";
import { digitsOf } from "../../text/bigint-digits.ts";
import { wholeUpTo } from "../../text/escape.ts";
import { errorType } from "../object/error-head.ts";
import { type Bare, bare, kindOf } from "../object/kind.ts";
import { DEFAULT_LIMITS, type Limits } from "../object/limits.ts";
import { cutMark, THROWS, throwsMark, WITHHELD } from "../object/markers.ts";
import { Reader } from "../object/member-reader.ts";
import { clip } from "./clip.ts";
import { JsonText } from "./json-text.ts";

export { DEFAULT_LIMITS, type Limits, throwsMark };

/** JSON text that is written as it is. */
export class Json {
  readonly text: string;
  /** Of each text in it that was cut: where its mark begins, and how many characters are missing. */
  readonly cuts: readonly number[];

  constructor(text: string, cuts: readonly number[] = NO_CUTS) {
    this.text = text;
    this.cuts = cuts;
  }
}

const NO_CUTS: readonly number[] = [];

/** What every value comes down to before a format writes it. */
export type Plain = Bare | Json;

/**
 * Brings a value down to what a format can write: what is no object as it is, what stands for something
 * else as that, all other objects as JSON text. Never throws.
 *
 * @param redaction What is redacted among the value's members.
 * @param path The names that lead to the value, for those who censor.
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

/** The same, but `undefined` where a `toJSON` gives that: as a member of an object it is left out. */
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
    return json.bare === undefined ? new Json(json.text, json.cuts) : json.bare;
  } catch (error) {
    // A function that is a proxy, or a stack that is all but full, where this may throw again.
    return redaction === undefined ? throwsMark(error) : THROWS;
  }
}

/** A plain value as text in a message, before anything is escaped. */
export function textOf(value: Plain): string {
  if (typeof value === "string") return value;
  if (value instanceof Json) return value.text;
  return typeof value === "bigint" ? digitsOf(value) : String(value);
}

/** What stands for a value in a message. Never throws. */
export function describe(value: unknown): string {
  if (typeof value === "string") return value;
  if (isError(value)) return describeError(value);
  return textOf(plainOf(value));
}

/** A value as Node shows it, on one line but for what has lines itself. Never throws. */
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
      // One more of what was clipped, which says how many there are besides.
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

/** Levels of objects: with each there may be many times more members. */
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
