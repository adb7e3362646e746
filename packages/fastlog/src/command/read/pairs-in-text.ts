import type { Buffer } from "node:buffer";
import { findByte } from "./find.ts";
import type { Keys } from "./key.ts";
import { LITERAL, marksOf, RAW, STRING } from "./kinds.ts";
import type { ReadRecord } from "./read-record.ts";

const BLANK = 0x20;
const TAB = 0x09;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/** Nothing of this kind stands here. */
const NOTHING = -1;

/** Finds `key=value` pairs in bytes: all of a line of logfmt, or those that follow the message of a text. */
export class PairsInText {
  readonly #keys: Keys;
  /** Of the pairs of this line, four numbers each: start and end of the key, start and end of the value; then its kind. */
  readonly #found: number[] = [];

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /**
   * Adds all pairs of a line. Returns `false` if it has anything but pairs; the record is then as it was.
   */
  all(record: ReadRecord, bytes: Buffer, from: number, to: number): boolean {
    this.#found.length = 0;
    let at = blanks(bytes, from, to);
    while (at < to) {
      const end = this.#pair(bytes, at, to);
      if (end === NOTHING) return false;
      at = blanks(bytes, end, to);
    }
    this.#add(record, bytes);
    return true;
  }

  /**
   * Adds the pairs at the end of a text. Returns where the text before them ends. Values that look like pairs but are
   * followed by other text are part of it.
   */
  trailing(record: ReadRecord, bytes: Buffer, from: number, to: number): number {
    this.#found.length = 0;
    let textEnd = to;
    // A hostile text could make each of its words be read to the end.
    let budget = (to - from) * 4 + 256;
    for (let at = from; at < to; ) {
      const blank = findByte(bytes, BLANK, at, to);
      if (blank === NOTHING) break;
      const end = this.#pair(bytes, blank + 1, to);
      budget -= (end === NOTHING ? failedAt : end) - blank;
      if (budget < 0) {
        this.#found.length = 0;
        return to;
      }
      if (end === NOTHING) {
        this.#found.length = 0;
        textEnd = to;
        at = blank + 1;
      } else {
        if (textEnd === to) textEnd = blank;
        at = end;
        if (at < to && bytes[at] !== BLANK) {
          this.#found.length = 0;
          textEnd = to;
        }
      }
    }
    if (this.#found.length === 0) return to;
    this.#add(record, bytes);
    return textEnd;
  }

  /** Reads a pair. Returns its end. */
  #pair(bytes: Buffer, from: number, to: number): number {
    let keyFrom = from;
    let keyTo = from;
    let at: number;
    if (bytes[from] === QUOTE) {
      keyFrom = from + 1;
      keyTo = quoteEnd(bytes, keyFrom, to);
      if (keyTo === NOTHING) return NOTHING;
      at = keyTo + 1;
    } else {
      at = from;
      while (at < to && isOfKey(bytes[at]!)) at++;
      keyTo = at;
    }
    failedAt = at;
    if (keyTo === keyFrom || at >= to || bytes[at] !== EQUALS) return NOTHING;
    at++;
    const first = bytes[at];
    if (first === QUOTE) {
      const end = quoteEnd(bytes, at + 1, to);
      if (end === NOTHING) return NOTHING;
      this.#found.push(keyFrom, keyTo, at + 1, end, STRING);
      return end + 1;
    }
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      const end = bracketEnd(bytes, at, to);
      if (end !== NOTHING) {
        this.#found.push(keyFrom, keyTo, at, end, LITERAL);
        return end;
      }
    }
    const start = at;
    while (at < to && bytes[at]! !== BLANK && bytes[at]! !== TAB) at++;
    failedAt = at;
    this.#found.push(keyFrom, keyTo, start, at, isNull(bytes, start, at) ? LITERAL : RAW);
    return at;
  }

  #add(record: ReadRecord, bytes: Buffer): void {
    const found = this.#found;
    let last = this.#keys.start;
    for (let i = 0; i < found.length; i += 5) {
      const keyFrom = found[i]!;
      const from = found[i + 2]!;
      const to = found[i + 3]!;
      last = this.#keys.after(last, bytes, keyFrom, found[i + 1]!, bytes[keyFrom - 1] === QUOTE);
      record.add(last, from, to, found[i + 4]! | marksOf(bytes, from, to));
    }
  }
}

/** Where the last pair that could not be read was given up. */
let failedAt = 0;

function isOfKey(byte: number): boolean {
  return byte > BLANK && byte !== EQUALS && byte !== QUOTE && byte !== BACKSLASH && byte !== 0x7f;
}

function quoteEnd(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  failedAt = to;
  return NOTHING;
}

/** The end of an object or an array of JSON: its brackets match, and strings are closed. */
function bracketEnd(bytes: Buffer, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = quoteEnd(bytes, at + 1, to);
      if (at === NOTHING) return NOTHING;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if (byte === OPEN_BRACE + 2 || byte === OPEN_BRACKET + 2) {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  failedAt = to;
  return NOTHING;
}

function isNull(bytes: Buffer, from: number, to: number): boolean {
  return to - from === 4 && bytes.toString("latin1", from, to) === "null";
}

function blanks(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === BLANK || bytes[at] === TAB)) at++;
  return at;
}
