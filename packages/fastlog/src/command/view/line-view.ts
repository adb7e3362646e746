import type { Buffer } from "node:buffer";
import type { LineSink } from "../input/blocks.ts";
import type { Output } from "../print/output.ts";
import type { Printer } from "../print/printer.ts";
import { safeLine } from "../print/safe.ts";
import { hasContainerLines, type LineKind, LineReader } from "../read/line-reader.ts";
import { type Needles, rarestIn } from "../select/needle.ts";
import type { Selection } from "../select/selection.ts";

const NEWLINE = 0x0a;
/** In bytes: what is shown of a line that is too long to be a record. */
const SHOWN_OF_LONG = 4096;

/** Lines are copied, are read, or are read if they have one of the needles. */
type Plan = "copy" | "read" | Needles;

export interface ViewOptions {
  /** Lines as they are. Otherwise for people. */
  readonly isRaw: boolean;
  /** Nothing is shown, only counted. */
  readonly isCount: boolean;
  /** Most records and lines that are shown. */
  readonly limit: number;
  /** Bytes of a log could reach a terminal as they are. */
  readonly isTerminal: boolean;
  /** Template of the text format that wrote the lines. */
  readonly template: string | undefined;
}

/** Shows those lines of files that are selected. */
export class LineView implements LineSink {
  /** Number of records and lines that were shown or counted. */
  count = 0;

  readonly #out: Output;
  readonly #printer: Printer;
  readonly #selection: Selection;
  readonly #options: ViewOptions;
  #reader: LineReader;
  /** How the lines of this file are taken. `undefined` before its first block. */
  #plan: Plan | undefined;
  #longLength = 0;

  constructor(out: Output, printer: Printer, selection: Selection, options: ViewOptions) {
    this.#out = out;
    this.#printer = printer;
    this.#selection = selection;
    this.#options = options;
    this.#reader = new LineReader(options.template);
  }

  /** Ends a file: the rest of a line of several parts is shown. */
  endFile(): boolean {
    const goesOn = this.#take(this.#reader.rest());
    this.#reader = new LineReader(this.#options.template);
    this.#plan = undefined;
    return goesOn;
  }

  lines(bytes: Buffer, from: number, to: number): boolean {
    const block = bytes.subarray(0, to);
    this.#plan ??= this.#planFor(block.subarray(from));
    if (this.#plan === "copy") return this.#copied(block, from);
    if (this.#plan === "read") return this.#allLines(block, from);
    return this.#linesWith(this.#plan, block, from);
  }

  #planFor(first: Buffer): Plan {
    // A container runtime may have cut a line inside a needle.
    if (hasContainerLines(first, first.length)) return "read";
    const { isEverything, needles } = this.#selection;
    const { isRaw, isCount, isTerminal } = this.#options;
    if (isEverything && (isCount || (isRaw && !isTerminal))) return "copy";
    return rarestIn(needles, first) ?? "read";
  }

  /** Lines as they are, all of them. */
  #copied(block: Buffer, from: number): boolean {
    const to = block.length;
    for (let at = from; at < to; ) {
      const newline = block.indexOf(NEWLINE, at);
      const end = newline < 0 ? to : newline;
      if (!this.#options.isCount) this.#raw(block, at, end);
      if (++this.count >= this.#options.limit) return false;
      at = end + 1;
    }
    return true;
  }

  #allLines(block: Buffer, from: number): boolean {
    const to = block.length;
    const selection = this.#selection;
    for (let at = from; at < to; ) {
      const newline = block.indexOf(NEWLINE, at);
      const end = newline < 0 ? to : newline;
      if (!selection.isTooLow(block, at) && !this.#take(this.#reader.read(block, at, end)))
        return false;
      at = end + 1;
    }
    return true;
  }

  /** Reads only lines that have one of the needles. */
  #linesWith(needles: Needles, block: Buffer, from: number): boolean {
    const to = block.length;
    let start = from;
    const places = needles.map(({ bytes }) => placeOf(block, bytes, from));
    for (;;) {
      let first = 0;
      for (let i = 1; i < places.length; i++) if (places[i]! < places[first]!) first = i;
      const place = places[first]!;
      if (place >= to) return true;
      const needle = needles[first]!;
      let next = place + 1;
      if (needle.mayPass === undefined || needle.mayPass(block, place)) {
        start = Math.max(start, block.lastIndexOf(NEWLINE, place) + 1);
        const newline = block.indexOf(NEWLINE, place);
        const end = newline < 0 ? to : newline;
        if (
          !this.#selection.isTooLow(block, start) &&
          !this.#take(this.#reader.read(block, start, end))
        ) {
          return false;
        }
        next = end + 1;
        start = next;
      }
      for (let i = 0; i < places.length; i++) {
        if (places[i]! < next) places[i] = placeOf(block, needles[i]!.bytes, next);
      }
    }
  }

  #take(kind: LineKind): boolean {
    if (kind === "nothing") return true;
    const { record, bytes, from, to } = this.#reader;
    const isSelected =
      kind === "record" ? this.#selection.passes(record) : this.#selection.isEverything;
    if (!isSelected) return true;
    this.count++;
    const { isRaw, isCount, limit } = this.#options;
    if (!isCount) {
      if (isRaw) this.#raw(bytes, from, to);
      else if (kind === "record") this.#printer.print(record);
      else this.#printer.plain(bytes, from, to);
    }
    return this.count < limit;
  }

  #raw(bytes: Buffer, from: number, to: number): void {
    const out = this.#out;
    if (this.#options.isTerminal) {
      out.text(`${safeLine(bytes.toString("utf8", from, to))}\n`);
      return;
    }
    out.room(to - from + 1);
    out.copy(bytes, from, to);
    out.byte(NEWLINE);
  }

  part(bytes: Buffer, from: number, to: number, isFirst: boolean, isLast: boolean): boolean {
    const { isRaw, isCount, isTerminal, limit } = this.#options;
    if (isFirst) this.#longLength = 0;
    this.#longLength += to - from;
    if (!this.#selection.isEverything) return true;
    if (isLast) this.count++;
    if (isCount) return this.count < limit;
    const out = this.#out;
    if (isRaw && !isTerminal) {
      out.room(to - from + 1);
      out.copy(bytes, from, to);
      if (isLast) out.byte(NEWLINE);
      return this.count < limit;
    }
    if (isFirst)
      out.text(safeLine(bytes.toString("utf8", from, Math.min(to, from + SHOWN_OF_LONG))));
    if (isLast) out.text(`…(+${this.#longLength - SHOWN_OF_LONG} bytes)\n`);
    return this.count < limit;
  }

  idle(): void {
    this.#out.flush();
  }
}

/** The place of some bytes; the end of the block if they are not there. */
function placeOf(block: Buffer, bytes: Buffer, from: number): number {
  const place = from < block.length ? block.indexOf(bytes, from) : -1;
  return place < 0 ? block.length : place;
}
