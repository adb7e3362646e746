import { Buffer } from "node:buffer";
import type { Source } from "./source.ts";

/** In bytes: what is read at once. */
const USUAL = 256 * 1024;
/** In bytes: a longer line is no record, and is taken in parts. The longest record of fastlog has 16 MiB. */
export const LONGEST_LINE: number = 17 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Takes the lines of a source. */
export interface LineSink {
  /** Takes whole lines, each with its newline but perhaps the last one of all. Returns `false` to get no more. */
  lines(bytes: Buffer, from: number, to: number): boolean;
  /** Takes a part of a line that is too long to be kept. `isFirst` and `isLast` tell where it is in the line. */
  part(bytes: Buffer, from: number, to: number, isFirst: boolean, isLast: boolean): boolean;
  /** Nothing more can be read now. */
  idle(): void;
}

/** Cuts the bytes of a source into blocks of whole lines. */
export class Blocks {
  #bytes: Buffer = Buffer.allocUnsafe(USUAL);
  /** Bytes of the last line, which has no end yet. */
  #kept = 0;
  /** Inside a line that is taken in parts. */
  #isLong = false;
  readonly #sink: LineSink;
  readonly #longest: number;

  constructor(sink: LineSink, longest: number = LONGEST_LINE) {
    this.#sink = sink;
    this.#longest = longest;
  }

  /** Reads a source to its end. Returns `false` if the sink wanted no more. */
  async all(source: Source): Promise<boolean> {
    for (;;) {
      let read = source.read(this.#bytes, this.#kept, this.#bytes.length - this.#kept);
      if (typeof read !== "number") read = await read;
      if (read === 0) return this.end();
      if (!this.#take(read)) return false;
      if (source.isLive) this.#sink.idle();
    }
  }

  /** Reads once, from a source that never waits. Says whether there was something, and whether more is wanted. */
  once(source: { read(into: Buffer, at: number, length: number): number }): {
    read: number;
    goesOn: boolean;
  } {
    const read = source.read(this.#bytes, this.#kept, this.#bytes.length - this.#kept);
    return { read, goesOn: read === 0 || this.#take(read) };
  }

  /** Gives out the last line, which has no newline. */
  end(): boolean {
    const length = this.#kept;
    this.#kept = 0;
    if (this.#isLong) {
      this.#isLong = false;
      return this.#sink.part(this.#bytes, 0, length, false, true);
    }
    return length === 0 || this.#sink.lines(this.#bytes, 0, length);
  }

  #take(read: number): boolean {
    const bytes = this.#bytes;
    const end = this.#kept + read;
    let from = 0;
    if (this.#isLong) {
      const newline = bytes.subarray(0, end).indexOf(NEWLINE);
      this.#kept = 0;
      if (newline < 0) return this.#sink.part(bytes, 0, end, false, false);
      this.#isLong = false;
      if (!this.#sink.part(bytes, 0, newline, false, true)) return false;
      from = newline + 1;
    }
    // The bytes that were kept have no newline.
    const last = bytes.subarray(0, end).lastIndexOf(NEWLINE);
    const after = last < from ? from : last + 1;
    if (after > from && !this.#sink.lines(bytes, from, after)) return false;
    return this.#keep(after, end);
  }

  /** Keeps the line that has no end yet, and makes room for more of it. */
  #keep(from: number, to: number): boolean {
    let start = from;
    // A file that was cut under its writer has zeros in place of the lost bytes.
    while (start < to && this.#bytes[start] === 0) start++;
    const length = to - start;
    if (length >= this.#longest) {
      this.#isLong = true;
      this.#kept = 0;
      return this.#sink.part(this.#bytes, start, to, true, false);
    }
    if (length * 2 > this.#bytes.length) {
      const wide = Buffer.allocUnsafe(this.#bytes.length * 2);
      this.#bytes.copy(wide, 0, start, to);
      this.#bytes = wide;
    } else if (this.#bytes.length > USUAL && length * 2 <= USUAL) {
      const usual = Buffer.allocUnsafe(USUAL);
      this.#bytes.copy(usual, 0, start, to);
      this.#bytes = usual;
    } else if (start > 0 && length > 0) {
      this.#bytes.copyWithin(0, start, to);
    }
    this.#kept = length;
    return true;
  }
}
