import type { Buffer } from "node:buffer";
import { findByte } from "./find.ts";
import type { Keys } from "./key.ts";
import { marksOf, PARAM, RAW } from "./kinds.ts";
import type { ReadRecord } from "./read-record.ts";

const BLANK = 0x20;
const QUOTE = 0x22;
const DASH = 0x2d;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Levels by severity: 0 to 2 are fatal, notice is info. */
const BY_SEVERITY = [60, 60, 60, 50, 40, 30, 30, 20];

/** The fields of a header, in order. */
const HEADER = ["time", "hostname", "syslog app", "pid", "target"] as const;

/** Reads lines of RFC 5424: `<14>1 TIME HOST APP PROCID MSGID [id name="value"] message`. */
export class SyslogLine {
  readonly #keys: Keys;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** Adds the pairs of a line. Returns `false` if it is of another kind. */
  read(record: ReadRecord, bytes: Buffer, from: number, to: number): boolean {
    const start = /^<(\d{1,3})>1 /.exec(bytes.toString("latin1", from, Math.min(to, from + 8)));
    if (start === null) return false;
    let at = from + start[0].length;
    for (const name of HEADER) {
      const end = findByte(bytes, BLANK, at, to);
      if (end < 0) return false;
      const isNil = end === at + 1 && bytes[at] === DASH;
      if (!isNil) record.add(this.#keys.named(name), at, end, RAW | marksOf(bytes, at, end));
      at = end + 1;
    }
    at = bytes[at] === DASH ? at + 1 : this.#elements(record, bytes, at, to);
    if (at < 0) return false;
    record.fixedLevel = BY_SEVERITY[Number(start[1]) % 8]!;
    if (at < to && bytes[at] !== BLANK) return false;
    at = Math.min(at + 1, to);
    // A byte order mark.
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
    if (at < to) record.add(this.#keys.named("msg"), at, to, RAW | marksOf(bytes, at, to));
    return true;
  }

  /** Adds the parameters of structured data. Returns its end, -1 if it is none. */
  #elements(record: ReadRecord, bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && bytes[at] === OPEN_BRACKET) {
      while (at < to && bytes[at] !== BLANK && bytes[at] !== CLOSE_BRACKET) at++;
      while (at < to && bytes[at] === BLANK) {
        const equals = findByte(bytes, EQUALS, at, to);
        if (equals < 0 || bytes[equals + 1] !== QUOTE) return -1;
        const end = paramEnd(bytes, equals + 2, to);
        if (end < 0) return -1;
        const key = this.#keys.at(bytes, at + 1, equals, false);
        record.add(key, equals + 2, end, PARAM | marksOf(bytes, equals + 2, end));
        at = end + 1;
      }
      if (bytes[at] !== CLOSE_BRACKET) return -1;
      at++;
    }
    return at === from ? -1 : at;
  }
}

function paramEnd(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] === BACKSLASH) at++;
  }
  return -1;
}
