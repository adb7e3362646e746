import type { Buffer } from "node:buffer";
import { type Key, Keys } from "./key.ts";
import { ESCAPED, formOf, LITERAL, MARKS, STRING } from "./kinds.ts";
import { NONE, type ReadRecord } from "./read-record.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const BLANK = 0x20;

/** The scan met something that is no JSON. */
const BAD = -1;

/**
 * Finds the pairs of a JSON object in the bytes of a line, at about a nanosecond a byte: keys are compared with those that
 * came at the same place in earlier lines, and values are not decoded.
 */
export class JsonScanner {
  readonly #keys: Keys = new Keys();
  readonly #scopeKeys: Keys = Keys.ofScope();

  /**
   * Adds the pairs of the object from `from` to `to` to the record. Returns `false` if that is no JSON object; the record
   * then has the pairs before the mistake.
   */
  scan(record: ReadRecord, bytes: Buffer, from: number, to: number): boolean {
    const end = this.#object(record, bytes, from, to, this.#keys);
    if (end === BAD || blanksUntil(bytes, end, to) < to) return false;
    // In fastlog's own JSON, a name is a field.
    if (record.hrtime !== NONE) record.maybeTarget = NONE;
    if (record.members !== NONE) this.#inner(record, record.members, this.#keys);
    if (record.scope !== NONE) this.#scope(record, record.scope);
    if (record.dockerLog !== NONE) this.#inner(record, record.dockerLog, this.#scopeKeys);
    return true;
  }

  /** An object has the target as a member; a text is the target. */
  #scope(record: ReadRecord, at: number): void {
    if (formOf(record.kinds[at]!) !== STRING) this.#inner(record, at, this.#scopeKeys);
    else if (record.target === NONE) record.target = at;
  }

  /** Adds the members of a value that is an object. */
  #inner(record: ReadRecord, at: number, keys: Keys): void {
    const from = record.froms[at]!;
    if (record.bytes[from] === OPEN_BRACE) {
      this.#object(record, record.bytes, from, record.tos[at]!, keys);
    }
  }

  #object(record: ReadRecord, bytes: Buffer, from: number, to: number, keys: Keys): number {
    let at = from + 1;
    let last: Key = keys.start;
    for (;;) {
      if (bytes[at] !== QUOTE) {
        at = blanksUntil(bytes, at, to);
        if (at >= to) return BAD;
        if (bytes[at] === CLOSE_BRACE && last === keys.start) return at + 1;
        if (bytes[at] !== QUOTE) return BAD;
      }
      at++;

      // The key.
      let key: Key | undefined = last.next;
      if (key === undefined || !isKeyAt(bytes, at, key.bytes)) {
        key = last.other;
        if (key === undefined || !isKeyAt(bytes, at, key.bytes)) {
          const end = stringEnd(bytes, at, to);
          if (end === BAD) return BAD;
          key = keys.at(bytes, at, end, (scanned & ESCAPED) !== 0);
          last.other = last.next;
          last.next = key;
        }
      }
      at += key.bytes.length + 1;
      last = key;

      if (bytes[at] !== COLON) {
        at = blanksUntil(bytes, at, to);
        if (bytes[at] !== COLON) return BAD;
      }
      at++;
      if (bytes[at] === BLANK) at = blanksUntil(bytes, at, to);

      // The value.
      const first = bytes[at];
      if (first === QUOTE) {
        const end = stringEnd(bytes, at + 1, to);
        if (end === BAD) return BAD;
        record.add(key, at + 1, end, STRING | scanned);
        at = end + 1;
      } else {
        const isNested = first === OPEN_BRACE || first === OPEN_BRACKET;
        const end = isNested ? nestedEnd(bytes, at, to) : wordEnd(bytes, at, to);
        if (end === BAD) return BAD;
        record.add(key, at, end, LITERAL | scanned);
        at = end;
      }

      if (bytes[at] !== COMMA) {
        at = blanksUntil(bytes, at, to);
        if (at >= to) return BAD;
        if (bytes[at] === CLOSE_BRACE) return at + 1;
        if (bytes[at] !== COMMA) return BAD;
      }
      at++;
    }
  }
}

/** The marks of the value that was scanned last. */
let scanned = 0;

/** Whether a key's bytes and a closing quote stand here. */
function isKeyAt(bytes: Buffer, at: number, key: Uint8Array): boolean {
  const { length } = key;
  if (bytes[at + length] !== QUOTE) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== key[i]) return false;
  return true;
}

/** Where a string's closing quote is. Sets {@link scanned}. */
function stringEnd(bytes: Buffer, from: number, to: number): number {
  let all = 0;
  let at = from;
  for (; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      scanned = all;
      return at;
    }
    all |= MARKS[byte]!;
    if (byte === BACKSLASH) at++;
  }
  return BAD;
}

/** The end of a number, `true`, `false` or `null`. Sets {@link scanned}. */
function wordEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isOfWord(bytes[at]!)) at++;
  scanned = 0;
  if (at === from) return BAD;
  return isLiteral(bytes, from, at) ? at : BAD;
}

/** Letters, digits, sign and point. */
function isOfWord(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x2b ||
    byte === 0x45
  );
}

function isLiteral(bytes: Buffer, from: number, to: number): boolean {
  const first = bytes[from]!;
  if ((first >= 0x30 && first <= 0x39) || first === 0x2d) return true;
  const word = to - from <= 5 ? bytes.toString("latin1", from, to) : "";
  return word === "true" || word === "false" || word === "null";
}

/** The end of an object or an array, whose brackets match. Sets {@link scanned}. */
function nestedEnd(bytes: Buffer, from: number, to: number): number {
  let depth = 0;
  let all = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at + 1, to);
      if (end === BAD) return BAD;
      all |= scanned;
      at = end;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      if (depth === 0) {
        scanned = all;
        return at + 1;
      }
    } else {
      all |= MARKS[byte]!;
    }
  }
  return BAD;
}

/** The place of the first byte that is neither a blank nor a tab, a carriage return or a newline. */
function blanksUntil(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(bytes[at]!)) at++;
  return at;
}

function isBlank(byte: number): boolean {
  return byte === BLANK || (byte >= 0x09 && byte <= 0x0d);
}
