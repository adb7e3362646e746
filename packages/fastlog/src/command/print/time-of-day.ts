import { SystemDate } from "../../time/system-time.ts";
import type { Output } from "./output.ts";

const MINUTE = 60_000;
const ZERO = 0x30;

/** Writes `HH:MM:SS.mmm`, in local time or UTC, and knows the day. */
export class TimeOfDay {
  readonly #isUtc: boolean;
  /** The minute that was written last, since 1970, and its digits. */
  #minute: number = Number.NaN;
  readonly #digits = new Uint8Array(5);
  /** The date of that minute: `2026-11-30`. */
  day = "";

  constructor(isUtc: boolean) {
    this.#isUtc = isUtc;
  }

  /** Finds the day of a moment, before the moment is written. */
  find(ms: number): void {
    const minute = Math.floor(ms / MINUTE);
    if (minute !== this.#minute) this.#enter(minute);
  }

  /** Writes the moment that was found. There must be room for 12 bytes. */
  write(out: Output, ms: number): void {
    const { bytes } = out;
    let { at } = out;
    const digits = this.#digits;
    bytes[at++] = digits[0]!;
    bytes[at++] = digits[1]!;
    bytes[at++] = digits[2]!;
    bytes[at++] = digits[3]!;
    bytes[at++] = digits[4]!;
    bytes[at++] = 0x3a;
    const inMinute = ms - this.#minute * MINUTE;
    const whole = Math.floor(inMinute / 1000);
    const second = whole;
    const ms3 = inMinute - whole * 1000;
    const tens = (second / 10) | 0;
    bytes[at++] = ZERO + tens;
    bytes[at++] = ZERO + second - tens * 10;
    bytes[at++] = 0x2e;
    const hundreds = (ms3 / 100) | 0;
    const rest = ms3 - hundreds * 100;
    const tenths = (rest / 10) | 0;
    bytes[at++] = ZERO + hundreds;
    bytes[at++] = ZERO + tenths;
    bytes[at++] = ZERO + rest - tenths * 10;
    out.at = at;
  }

  #enter(minute: number): void {
    const start = new SystemDate(minute * MINUTE);
    // Local time is UTC after this shift.
    const shift = this.#isUtc ? 0 : start.getTimezoneOffset() * MINUTE;
    const text = new SystemDate(start.getTime() - shift).toISOString();
    const t = text.indexOf("T");
    this.day = text.slice(0, t);
    for (let i = 0; i < 5; i++) this.#digits[i] = text.charCodeAt(t + 1 + i);
    this.#minute = minute;
  }
}
