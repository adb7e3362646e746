import { digitsOf, HUGE } from "../../text/bigint-digits.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";

const NO_MEMBERS = "{}";
const NO_ITEMS = "[]";

const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;

/** Longest number, in bytes. */
const NUMBER_ROOM = 32;

/**
 * Writes a string, a finite number, a bigint, a boolean or null. Returns `false` for any other value, and if it
 * does not fit.
 */
export function writeBare(out: RecordWriter, value: unknown): boolean {
  if (typeof value === "string") return writeString(out, value);
  if (typeof value !== "number") return writeConstant(out, value);
  if (!Number.isFinite(value) || !out.fits(NUMBER_ROOM)) return false;
  out.number(value);
  return true;
}

function writeString(out: RecordWriter, value: string): boolean {
  out.jsonString(value);
  return !out.isOver;
}

/** Ends an object that began at `start` and whose members each have a comma before them. */
export function closeObject(out: RecordWriter, start: number): boolean {
  return close(out, start, NO_MEMBERS, OPENING_BRACE, CLOSING_BRACE);
}

export function closeList(out: RecordWriter, start: number): boolean {
  return close(out, start, NO_ITEMS, OPENING_BRACKET, CLOSING_BRACKET);
}

/** Ends an object or array. The first comma becomes the opening bracket. */
function close(
  out: RecordWriter,
  start: number,
  empty: string,
  opening: number,
  closing: number,
): boolean {
  if (!out.fits(empty.length)) return false;
  if (out.length === start) {
    out.text(empty);
  } else {
    out.replace(start, opening);
    out.closing(closing);
  }
  return true;
}

function writeConstant(out: RecordWriter, value: unknown): boolean {
  if (typeof value === "bigint") {
    const digits = digitsOf(value);
    if (digits === HUGE) return writeString(out, digits);
    if (!out.fits(digits.length)) return false;
    out.safeText(digits);
    return true;
  }
  if (value !== null && typeof value !== "boolean") return false;
  const text = String(value);
  if (!out.fits(text.length)) return false;
  out.text(text);
  return true;
}
