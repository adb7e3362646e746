import { Buffer } from "node:buffer";
import { ContainerLine } from "./container-line.ts";
import { findByte } from "./find.ts";
import { LineParser } from "./line-parser.ts";
import { ReadRecord } from "./read-record.ts";

const CARRIAGE_RETURN = 0x0d;

/** A line is a record, or text that is none, or nothing yet, because more of it follows or it is empty padding. */
export type LineKind = "record" | "text" | "nothing";

/** Reads one line after the other, of one file. */
export class LineReader {
  /** The record, if the line is one. Valid until the next line. */
  readonly record: ReadRecord = new ReadRecord();
  /** The line as the program wrote it, without the parts that a container runtime put around it. */
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;

  readonly #parser: LineParser;
  readonly #container = new ContainerLine();

  /** `template` is that of the text format that wrote the lines, if not the default. Readers may share a parser. */
  constructor(template?: string | LineParser) {
    this.#parser = template instanceof LineParser ? template : new LineParser(template);
  }

  /** Reads the line from `from` to `to`, where its end is. */
  read(bytes: Buffer, from: number, to: number): LineKind {
    let start = from;
    // A file that was cut under its writer begins with zeros.
    while (start < to && bytes[start] === 0) start++;
    if (start === to && from < to) return "nothing";
    const end = to > start && bytes[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    const container = this.#container;
    const unwrapped = container.unwrap(bytes, start, end);
    if (unwrapped === "part") return "nothing";
    if (unwrapped === "whole") return this.#inner();
    this.record.outerMs = Number.NaN;
    return this.#line(bytes, start, end);
  }

  /** Reads the rest of a line that was cut by the end of its file. */
  rest(): LineKind {
    return this.#container.rest() ? this.#inner() : "nothing";
  }

  #inner(): LineKind {
    const { bytes, from, ms, ns } = this.#container;
    let { to } = this.#container;
    if (to > from && bytes[to - 1] === CARRIAGE_RETURN) to--;
    this.record.outerMs = ms;
    this.record.outerNs = ns;
    return this.#line(bytes, from, to);
  }

  #line(bytes: Buffer, from: number, to: number): LineKind {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    if (from === to) {
      this.record.begin(bytes, from, to);
      return "text";
    }
    return this.#parser.parse(this.record, bytes, from, to) ? "record" : "text";
  }
}

/** Whether a line is one of a container runtime. Such a line may be a part of a record. */
export function isOfContainer(bytes: Buffer, from: number, to: number): boolean {
  return new ContainerLine().unwrap(bytes, from, to) !== "none";
}

/** Whether one of the first lines of some bytes is of a container runtime. */
export function hasContainerLines(bytes: Buffer, to: number): boolean {
  let from = 0;
  for (let i = 0; i < 20 && from < to; i++) {
    const end = findByte(bytes, 0x0a, from, to);
    if (isOfContainer(bytes, from, end < 0 ? to : end)) return true;
    if (end < 0) return false;
    from = end + 1;
  }
  return false;
}
