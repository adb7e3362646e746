import { Buffer } from "node:buffer";
import { findByte, isAt } from "./find.ts";
import { JsonScanner } from "./json-scan.ts";
import { NONE, ReadRecord } from "./read-record.ts";
import { TimeReader } from "./read-time.ts";
import { unescapeInto } from "./unescape.ts";

/** In bytes: what comes after it of a line in many parts is left out. */
const LONGEST = 16 * 1024 * 1024;

const OPEN_BRACE = 0x7b;
const BLANK = 0x20;
const NEWLINE = 0x0a;
const STREAMS = [Buffer.from(" stdout "), Buffer.from(" stderr ")];
/** The first key of Docker's lines. */
const DOCKER = Buffer.from('{"log":"');
const PARTIAL = 0x50;
const FULL = 0x46;

/** Parts of a line of one stream. */
class Parts {
  bytes: Buffer = Buffer.alloc(0);
  length = 0;

  add(bytes: Uint8Array, from: number, to: number): void {
    const end = Math.min(to, from + LONGEST - this.length);
    this.room(this.length + end - from);
    this.bytes.set(bytes.subarray(from, end), this.length);
    this.length += end - from;
  }

  room(length: number): void {
    if (length <= this.bytes.length) return;
    const wide = Buffer.allocUnsafe(Math.max(length, this.bytes.length * 2, 32 * 1024));
    wide.set(this.bytes.subarray(0, this.length));
    this.bytes = wide;
  }
}

/** Kind of a line of a container runtime: none, a part of the program's line, or the whole of it. */
export type Unwrapped = "none" | "part" | "whole";

/**
 * Takes the program's own line out of one that a container runtime wrote, and joins lines that it cut: Docker's
 * `json-file` cuts lines of more than 16 KiB, and only the last part ends with a newline; CRI marks all parts but the last
 * as `P`.
 */
export class ContainerLine {
  /** The program's line, after {@link unwrap} said `whole`. Valid until the next call. */
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  /** When the runtime took the line. */
  ms: number = Number.NaN;
  ns = 0;

  /** Made for the first line of Docker: most files have none. */
  #scanner: JsonScanner | undefined;
  #record: ReadRecord | undefined;
  readonly #times = new TimeReader();
  readonly #parts = [new Parts(), new Parts()] as const;

  /** Says whether a line is of a container runtime, and if so, whether the program's line is whole. */
  unwrap(bytes: Buffer, from: number, to: number): Unwrapped {
    const first = bytes[from]!;
    if (first === OPEN_BRACE)
      return isAt(bytes, from, to, DOCKER) ? this.#docker(bytes, from, to) : "none";
    return first >= 0x30 && first <= 0x39 ? this.#cri(bytes, from, to) : "none";
  }

  /** `2016-10-06T00:17:09.669794202Z stdout F text`, where tags may follow the `F` behind colons. */
  #cri(bytes: Buffer, from: number, to: number): Unwrapped {
    if (to - from < 30 || bytes[from + 10] !== 0x54) return "none";
    const blank = findByte(bytes, BLANK, from + 20, Math.min(to, from + 40));
    if (blank < 0) return "none";
    const stream = STREAMS.findIndex((name) => isAt(bytes, blank, to, name));
    if (stream < 0) return "none";
    const at = blank + 8;
    const kind = bytes[at];
    const end = findByte(bytes, BLANK, at, to);
    const start = end < 0 ? to : end + 1;
    if (kind !== PARTIAL && kind !== FULL) return "none";
    this.#setTime(bytes, from, blank);
    const parts = this.#parts[stream as 0 | 1];
    if (kind === PARTIAL) {
      parts.add(bytes, start, to);
      return "part";
    }
    return this.#whole(parts, bytes, start, to);
  }

  /** `{"log":"text\n","stream":"stdout","time":"2016-10-06T00:17:09.669794202Z"}`. */
  #docker(bytes: Buffer, from: number, to: number): Unwrapped {
    this.#record ??= new ReadRecord();
    this.#scanner ??= new JsonScanner();
    const record = this.#record;
    record.begin(bytes, from, to);
    if (!this.#scanner.scan(record, bytes, from, to)) return "none";
    const { dockerLog, dockerStream, time } = record;
    if (dockerLog === NONE || dockerStream === NONE || time === NONE || record.count > 4)
      return "none";
    this.#setTime(bytes, record.froms[time]!, record.tos[time]!);
    const isError = bytes[record.froms[dockerStream]! + 3] === 0x65;
    const parts = this.#parts[isError ? 1 : 0];
    const [start, end] = [record.froms[dockerLog]!, record.tos[dockerLog]!];
    parts.room(parts.length + end - start);
    const room = LONGEST - parts.length;
    parts.length = unescapeInto(
      parts.bytes,
      parts.length,
      bytes,
      start,
      Math.min(end, start + room),
    );
    if (end - start <= room && parts.bytes[parts.length - 1] !== NEWLINE) return "part";
    return this.#whole(parts, bytes, 0, 0);
  }

  /** Gives out the parts, with the last one from `start` to `end`. */
  #whole(parts: Parts, bytes: Buffer, start: number, end: number): "whole" {
    if (parts.length === 0) {
      this.bytes = bytes;
      this.from = start;
      this.to = end;
      return "whole";
    }
    parts.add(bytes, start, end);
    this.bytes = parts.bytes;
    this.from = 0;
    this.to = parts.length;
    while (this.to > 0 && this.bytes[this.to - 1] === NEWLINE) this.to--;
    parts.length = 0;
    return "whole";
  }

  /** Gives out the parts of a line that has no end, at the end of a file. Returns `false` if there are none. */
  rest(): boolean {
    const parts = this.#parts.find(({ length }) => length > 0);
    if (parts === undefined) return false;
    this.#whole(parts, parts.bytes, 0, 0);
    return true;
  }

  #setTime(bytes: Buffer, from: number, to: number): void {
    const { ms, ns } = this.#times.text(bytes, from, to);
    this.ms = ms;
    this.ns = ns;
  }
}
