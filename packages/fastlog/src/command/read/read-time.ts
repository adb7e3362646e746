import { Buffer } from "node:buffer";
import { SystemDate } from "../../time/system-time.ts";
import { formOf, LITERAL } from "./kinds.ts";
import { NONE, type ReadRecord } from "./read-record.ts";

const ZERO = 0x30;
const DAY = 86_400_000;
const MS_NS = 1_000_000;

/** A moment: milliseconds since 1970, and the nanoseconds within the millisecond. One object serves all calls. */
export class Moment {
  ms: number = Number.NaN;
  ns = 0;
}

/** Reads the time of records. */
export class TimeReader {
  readonly #moment = new Moment();
  /** The day that was read last, as `YYYYMMDD`, and its start. */
  #day = 0;
  #dayStart = 0;

  /** When a record was written; `ms` is NaN if it does not say so. The result is valid until the next call. */
  of(record: ReadRecord): Moment {
    const at = record.time;
    if (at === NONE) return this.#set(record.outerMs, record.outerNs);
    const from = record.froms[at]!;
    const to = record.tos[at]!;
    return formOf(record.kinds[at]!) === LITERAL
      ? this.number(record.bytes, from, to)
      : this.text(record.bytes, from, to);
  }

  #none(): Moment {
    this.#moment.ms = Number.NaN;
    this.#moment.ns = 0;
    return this.#moment;
  }

  /** A moment of a text by itself. */
  ofText(text: string): Moment {
    const bytes = Buffer.from(text, "latin1");
    return this.text(bytes, 0, bytes.length);
  }

  /** A number since 1970: of seconds, milliseconds, microseconds or nanoseconds, which its size tells. */
  number(bytes: Buffer, from: number, to: number): Moment {
    let at = from;
    let whole = 0;
    const most = Math.min(to, from + 13);
    for (; at < most; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      whole = whole * 10 + digit;
    }
    // Most are milliseconds.
    if (at === to && to - from === 13) return this.#set(whole, 0);
    return this.#otherNumber(bytes.toString("latin1", from, Math.min(to, from + 40)));
  }

  #otherNumber(text: string): Moment {
    const [, digits = "", fraction = ""] = /^(\d{1,19})(?:\.(\d+))?$/.exec(text) ?? [];
    if (digits === "") {
      // Zap writes seconds with an exponent.
      const seconds = /^[\d.]+[eE][+-]?\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
      return Number.isFinite(seconds) ? this.#set(Math.floor(seconds * 1000), 0) : this.#none();
    }
    // Seconds have up to 11 digits until the year 5138, milliseconds up to 14, microseconds up to 17.
    const unit = digits.length <= 11 ? 9 : digits.length <= 14 ? 6 : digits.length <= 17 ? 3 : 0;
    const ns = (digits + fraction.padEnd(unit, "0").slice(0, unit)).padStart(7, "0");
    return this.#set(Number(ns.slice(0, -6)), Number(ns.slice(-6)));
  }

  /** A date of RFC 3339, with or without its offset, or digits of a number. Any other date that `Date` understands. */
  text(bytes: Buffer, from: number, to: number): Moment {
    const length = to - from;
    if (
      length < 20 ||
      bytes[from + 4] !== 0x2d ||
      bytes[from + 7] !== 0x2d ||
      bytes[from + 13] !== 0x3a ||
      bytes[from + 16] !== 0x3a
    ) {
      return this.#otherText(bytes, from, to);
    }
    const year = number2(bytes, from) * 100 + number2(bytes, from + 2);
    const month = number2(bytes, from + 5);
    const date = number2(bytes, from + 8);
    const day = (year * 100 + month) * 100 + date;
    if (day !== this.#day) {
      this.#dayStart = SystemDate.UTC(year, month - 1, date);
      this.#day = day;
    }
    let seconds =
      number2(bytes, from + 11) * 3600 + number2(bytes, from + 14) * 60 + number2(bytes, from + 17);
    let at = from + 19;
    let ns = 0;
    if (bytes[at] === 0x2e || bytes[at] === 0x2c) {
      let unit = 100_000_000;
      for (at++; at < to && isDigit(bytes[at]!); at++) {
        ns += (bytes[at]! - ZERO) * unit;
        unit = Math.floor(unit / 10);
      }
    }
    const zone = bytes[at];
    if (zone === 0x2b || zone === 0x2d) {
      const hasColon = bytes[at + 3] === 0x3a;
      const offset =
        number2(bytes, at + 1) * 3600 +
        (to - at >= 5 ? number2(bytes, at + (hasColon ? 4 : 3)) * 60 : 0);
      seconds += zone === 0x2b ? -offset : offset;
    } else if (!(zone === 0x5a || zone === 0x7a) || at !== to - 1) {
      return this.#otherText(bytes, from, to);
    }
    const ms = Math.floor(ns / MS_NS);
    return this.#set(this.#dayStart + seconds * 1000 + ms, ns - ms * MS_NS);
  }

  #otherText(bytes: Buffer, from: number, to: number): Moment {
    const text = bytes.toString("latin1", from, Math.min(to, from + 64));
    if (/^\d+(?:\.\d+)?$/.test(text)) return this.#otherNumber(text);
    return this.#set(SystemDate.parse(text), 0);
  }

  #set(ms: number, ns: number): Moment {
    this.#moment.ms = Math.abs(ms) < 100_000_000 * DAY ? ms : Number.NaN;
    this.#moment.ns = ns;
    return this.#moment;
  }
}

function number2(bytes: Buffer, at: number): number {
  return (bytes[at]! - ZERO) * 10 + bytes[at + 1]! - ZERO;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}
