import { Buffer } from "node:buffer";
import type { Clock } from "../../time/clock.ts";
import type { DateStyle } from "./date.ts";
import { FINE_DIGITS, formatDate } from "./date.ts";
import { PADDED } from "./digits.ts";
import { padded, wordsOf } from "./literal.ts";
import type { RecordWriter } from "./record-writer.ts";

/** Part of a prefix: constant text, or one of the two times. */
export type PrefixPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "date"; readonly style: DateStyle }
  | { readonly kind: "hrtime" };

/** Offset of a part that the prefix does not have. */
const NONE = -1;

/** Offset of the milliseconds in `2026-11-21T02:47:00.` */
const MILLIS_IN_DATE = 20;

/**
 * A cached stretch of a line in which only the time changes:
 *
 * ```text
 *  2026-11-21T03:08:25.902Z ⇥ 1285 211036313 ⇥ 22358 ⇥ INFO ⇥ main ⇥
 *  └────── rebuilt ───┘└┬┘    rebuilt └───┬───┘
 *        each second  each ms       each record
 * ```
 *
 * A record copies the cached words and then stores the nanoseconds over the copy: if they were patched in place
 * first, the copy would wait for those stores.
 *
 * Has at most one date and one hrtime; the encoders that make prefixes ensure that.
 */
export class Prefix {
  private readonly parts: readonly PrefixPart[];
  private bytes: Buffer = Buffer.alloc(0);
  private view = new DataView(this.bytes.buffer);
  private words: number[] = [];
  /** Bytes of the last write. */
  length = 0;
  private tick = -1;
  private second = -1;
  private wallSecond = Number.NaN;
  private millisAt = NONE;
  private fineAt = NONE;
  private nanosAt = NONE;
  /** The digits after the milliseconds are six, not three. */
  private hasNanosOfMs = false;
  private hasNanosAlone = false;
  /** The byte after the digits, as the highest byte of a word. */
  private afterMillis = 0;
  private afterFine = 0;
  private afterNanos = 0;

  constructor(parts: readonly PrefixPart[]) {
    this.parts = parts;
  }

  /** Whether it has no time. */
  get isConstant(): boolean {
    return this.parts.every(({ kind }) => kind === "text");
  }

  /** The text of a prefix without a time. */
  get constant(): string {
    return this.parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
  }

  /** Appends the prefix with the times of the clock's last read. */
  write(out: RecordWriter, clock: Clock): void {
    if (this.tick !== clock.tick) this.refresh(clock);
    const at = out.words(this.words, this.length);
    if (at >= 0 && this.hasNanosAlone) this.patchNanos(out.view, at + this.nanosAt, clock.nanos);
    else this.finish(out, clock, at);
  }

  /** Separate, so that V8 inlines the rest into the builder. */
  private finish(out: RecordWriter, clock: Clock, at: number): void {
    if (at < 0) out.safeText(this.bytes.toString("utf8", 0, this.length));
    else if (this.fineAt !== NONE) this.patchFine(out.view, at, clock);
    else if (this.nanosAt !== NONE) this.patchNanos(out.view, at + this.nanosAt, clock.nanos);
  }

  private patchNanos(view: DataView, at: number, nanos: number): void {
    const millis = (nanos / 1_000_000) | 0;
    const micros = (nanos / 1000) | 0;
    const last = (PADDED[nanos - micros * 1000] as number) | this.afterNanos;
    view.setInt32(at, PADDED[millis] as number, true);
    view.setInt32(at + 3, PADDED[micros - millis * 1000] as number, true);
    view.setInt32(at + 6, last, true);
  }

  private patchFine(view: DataView, at: number, clock: Clock): void {
    let place = at + this.fineAt;
    const nanos = clock.nanosOfMs;
    const micros = (nanos / 1000) | 0;
    let digits = PADDED[micros] as number;
    if (this.hasNanosOfMs) {
      view.setInt32(place, digits, true);
      place += 3;
      digits = PADDED[nanos - micros * 1000] as number;
    }
    view.setInt32(place, digits | this.afterFine, true);
    if (this.nanosAt !== NONE) this.patchNanos(view, at + this.nanosAt, clock.nanos);
  }

  private refresh(clock: Clock): void {
    const { tick } = clock;
    const wallSecond = Math.floor(clock.wallMs / 1000);
    if (
      wallSecond !== this.wallSecond ||
      clock.second !== this.second ||
      wallSecond < 1 ||
      clock.second < 1
    ) {
      // If something throws below, the next record rebuilds the prefix.
      this.wallSecond = Number.NaN;
      const lasts = this.rebuild(clock);
      this.wallSecond = wallSecond;
      this.second = clock.second;
      this.tick = lasts ? tick : -1;
      return;
    }
    if (this.millisAt !== NONE) {
      this.patchMillis(PADDED[clock.wallMs - wallSecond * 1000] as number);
    }
    this.tick = tick;
  }

  /** Patches three digits, which may lie in two words. The first record of a turn waits for this. */
  private patchMillis(digits: number): void {
    const { view, words } = this;
    const first = this.millisAt >> 3;
    const last = (this.millisAt + 2) >> 3;
    view.setInt32(this.millisAt, digits | this.afterMillis, true);
    words[first] = view.getFloat64(first << 3, true);
    words[last] = view.getFloat64(last << 3, true);
  }

  /** Returns `false` if the next record must rebuild the prefix again. */
  private rebuild(clock: Clock): boolean {
    let text = "";
    let lasts = true;
    for (const part of this.parts) {
      const at = Buffer.byteLength(text);
      if (part.kind === "text") {
        text += part.text;
      } else if (part.kind === "date") {
        const date = formatDate(clock.wallMs, part.style);
        text += date;
        this.place(part.style, at, date.length, clock.wallMs);
      } else {
        if (clock.second === 0) {
          // In the first second after boot the number would have leading zeros, so it is rebuilt for each record.
          text += clock.nanos;
          this.nanosAt = NONE;
          lasts = false;
        } else {
          text += `${clock.second}000000000`;
          this.nanosAt = at + String(clock.second).length;
        }
      }
    }
    const bytes = Buffer.from(text);
    this.hasNanosAlone = this.nanosAt !== NONE && this.fineAt === NONE;
    this.length = bytes.length;
    this.bytes = padded(bytes);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset);
    this.words = wordsOf(bytes);
    this.afterMillis = this.highByte(this.millisAt + 3);
    this.afterNanos = this.highByte(this.nanosAt + 9);
    this.afterFine = this.highByte(this.fineAt + (this.hasNanosOfMs ? 6 : 3));
    return lasts;
  }

  /** Finds the digits of a date that change. */
  private place(style: DateStyle, at: number, length: number, wallMs: number): void {
    const fine = FINE_DIGITS[style];
    const isNumber = style.startsWith("epoch");
    if (isNumber) this.millisAt = at + length - fine - 3;
    else if (style !== "s") this.millisAt = at + MILLIS_IN_DATE;
    // Up to 1970 a number is negative, or 0.
    const isFine = fine > 0 && (!isNumber || wallMs > 0);
    this.fineAt = isFine ? this.millisAt + 3 : NONE;
    this.hasNanosOfMs = fine === 6;
  }

  private highByte(at: number): number {
    return (this.bytes[at] ?? 0) << 24;
  }
}
