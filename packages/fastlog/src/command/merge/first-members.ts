import { Buffer } from "node:buffer";
import { isAt } from "../read/find.ts";

const LEVEL = Buffer.from('{"level":');
const TIME = Buffer.from(',"time":');
const HRTIME = Buffer.from(',"hrtime":');
const PID = Buffer.from(',"pid":');
const HOST = Buffer.from(',"hostname":"');

/** Digits of milliseconds since 1970, until the year 2286. */
const TIME_DIGITS = 13;
/** In bytes: where the time is behind a level of two digits, and where it ends. */
const TIME_AT = LEVEL.length + 2 + TIME.length;
const TIME_END = TIME_AT + TIME_DIGITS;

const ZERO = 0x30;
const QUOTE = 0x22;
const CLOSE_BRACE = 0x7d;

/**
 * Reads both times of a line of fastlog's JSON without the rest of it: they are in its first members. A merge that selects
 * nothing needs no more.
 */
export class FirstMembers {
  /** In milliseconds since 1970. */
  time = 0;
  /** In nanoseconds. */
  hrtime = 0;

  /**
   * Reads a line. Returns `false` if it is another line than nearly all of fastlog's are, or of another host than `host`,
   * which is its name as bytes of JSON.
   */
  read(bytes: Buffer, from: number, to: number, host: Uint8Array): boolean {
    if (to - from < TIME_END || bytes[to - 1] !== CLOSE_BRACE) return false;
    if (!isAt(bytes, from, to, LEVEL) || !isAt(bytes, from + LEVEL.length + 2, to, TIME))
      return false;
    let at = from + TIME_AT;
    let number = 0;
    for (const end = from + TIME_END; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) return false;
      number = number * 10 + digit;
    }
    this.time = number;
    if (!isAt(bytes, at, to, HRTIME)) return false;
    at += HRTIME.length;
    const hrtimeAt = at;
    for (number = 0; isDigit(bytes[at]!); at++) number = number * 10 + bytes[at]! - ZERO;
    if (at === hrtimeAt || !isAt(bytes, at, to, PID)) return false;
    this.hrtime = number;
    at += PID.length;
    const pidAt = at;
    while (isDigit(bytes[at]!)) at++;
    if (at === pidAt || !isAt(bytes, at, to, HOST)) return false;
    at += HOST.length;
    return isAt(bytes, at, to, host) && bytes[at + host.length] === QUOTE;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}
