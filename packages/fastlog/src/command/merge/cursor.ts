import { Buffer } from "node:buffer";
import { isAt } from "../read/find.ts";
import type { LineParser } from "../read/line-parser.ts";
import { type LineKind, LineReader } from "../read/line-reader.ts";
import { NONE, type ReadRecord } from "../read/read-record.ts";
import type { TimeReader } from "../read/read-time.ts";
import type { Boots, Key } from "./boots.ts";
import type { FirstMembers } from "./first-members.ts";

const NEWLINE = 0x0a;
/** In bytes: a longer line is taken in parts, and stands where the record before it does. */
const LONGEST = 1024 * 1024;

/** Reads bytes of a file, in order. 0 is the end, or that there is nothing now. */
export interface Reading {
  read(into: Buffer, at: number, length: number): number | Promise<number>;
}

/** The parts that the cursors of all files share. */
export interface SharedByCursors {
  /** Size of a read, in bytes. */
  readonly size: number;
  readonly parser: LineParser;
  readonly boots: Boots;
  readonly times: TimeReader;
  /** Only where lines are copied, and nothing but their times is read. */
  readonly first: FirstMembers | undefined;
}

/** The place in one of the files that are merged: the next line, and its key. */
export class Cursor {
  /** Its place among the files. */
  readonly index: number;
  readonly name: string;
  readonly reader: LineReader;
  /** Kind of the next line. One that is only copied may be a record of which only the times were read. */
  kind: LineKind = "nothing";
  /** The next line, as its program wrote it. */
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  /** The next line has more parts. */
  isLong = false;
  readonly key: Key = { ms: -Infinity, ns: 0 };
  /** When the next line was read, by the process's clock. */
  arrived = 0;

  readonly #source: Reading;
  readonly #boots: Boots;
  readonly #times: TimeReader;
  readonly #first: FirstMembers | undefined;
  readonly #usual: number;
  #bytes: Buffer;
  /** The bytes that were read and are in no line yet. */
  #from = 0;
  #to = 0;
  #hasEnded = false;
  #host: Buffer = Buffer.alloc(0);
  #hostName = "";

  constructor(index: number, name: string, source: Reading, shared: SharedByCursors) {
    const { size, parser, boots, times, first } = shared;
    this.index = index;
    this.name = name;
    this.#source = source;
    this.#usual = size;
    this.#bytes = Buffer.allocUnsafe(size);
    this.reader = new LineReader(parser);
    this.#boots = boots;
    this.#times = times;
    this.#first = first;
  }

  /** Goes to the next line among the bytes that were read. Returns `false` if more must be read first. */
  next(): boolean {
    for (;;) {
      const newline = this.#newline();
      if (newline < 0) return this.#to - this.#from >= LONGEST ? this.#long() : this.#rest();
      const from = this.#from;
      this.#from = newline + 1;
      if (this.#takeTimes(from, newline)) return true;
      if (this.#take(this.reader.read(this.#bytes, from, newline))) return true;
    }
  }

  /** Takes a line of the host that the last ones had, by its first members. */
  #takeTimes(from: number, to: number): boolean {
    const first = this.#first;
    if (first === undefined || this.#hostName === "") return false;
    if (!first.read(this.#bytes, from, to, this.#host)) return false;
    this.kind = "record";
    this.bytes = this.#bytes;
    this.from = from;
    this.to = to;
    this.#boots.set(this.key, this.#hostName, first.time, first.hrtime);
    return true;
  }

  /** Reads more. Returns the number of bytes, or a promise of it. */
  fill(): number | Promise<number> {
    this.#makeRoom();
    const read = this.#source.read(this.#bytes, this.#to, this.#bytes.length - this.#to);
    if (typeof read !== "number") return read.then((length) => this.#filled(length));
    return this.#filled(read);
  }

  /** The last line has no newline, and nothing follows it. */
  end(): void {
    this.#hasEnded = true;
  }

  /** A new file follows: the last line of the old one is whole. */
  changeFile(): boolean {
    this.#hasEnded = true;
    const hasLine = this.next();
    this.#hasEnded = false;
    return hasLine;
  }

  /** Gives out the parts of a long line but the first. Returns `false` when it has ended. */
  async *parts(): AsyncGenerator<Buffer> {
    while (this.isLong) {
      const newline = this.#newline();
      const end = newline < 0 ? this.#to : newline;
      const part = this.#bytes.subarray(this.#from, end);
      this.#from = newline < 0 ? end : newline + 1;
      this.isLong = newline < 0;
      yield part;
      if (this.isLong && (await this.fill()) === 0) this.isLong = false;
    }
  }

  /** The first part of a long line; {@link parts} has all of it. */
  #long(): boolean {
    this.isLong = true;
    this.kind = "text";
    return true;
  }

  #rest(): boolean {
    if (!this.#hasEnded) return false;
    const from = this.#from;
    this.#from = this.#to;
    if (from < this.#to && this.#take(this.reader.read(this.#bytes, from, this.#to))) return true;
    return this.#take(this.reader.rest());
  }

  /** The place of the next newline; -1 if it was not read yet. Bytes behind the end are old ones. */
  #newline(): number {
    const at = this.#bytes.indexOf(NEWLINE, this.#from);
    return at < this.#to ? at : -1;
  }

  #filled(read: number): number {
    this.#to += read;
    return read;
  }

  #makeRoom(): void {
    const length = this.#to - this.#from;
    if (length * 2 > this.#bytes.length) {
      const wide = Buffer.allocUnsafe(this.#bytes.length * 2);
      this.#bytes.copy(wide, 0, this.#from, this.#to);
      this.#bytes = wide;
    } else if (this.#bytes.length > this.#usual && length * 2 <= this.#usual) {
      const usual = Buffer.allocUnsafe(this.#usual);
      this.#bytes.copy(usual, 0, this.#from, this.#to);
      this.#bytes = usual;
    } else {
      this.#bytes.copyWithin(0, this.#from, this.#to);
    }
    this.#from = 0;
    this.#to = length;
  }

  /** The host of a record, as it stands there. Nearly all lines of a file have the same one. */
  #hostOf({ bytes, host, froms, tos }: ReadRecord): string {
    if (host === NONE) return "";
    const from = froms[host]!;
    const to = tos[host]!;
    if (to - from !== this.#host.length || !isAt(bytes, from, to, this.#host)) {
      this.#host = Buffer.from(bytes.subarray(from, to));
      this.#hostName = this.#host.toString("latin1");
    }
    return this.#hostName;
  }

  /** Finds the key of a line. A line that has no time stays where the one before it is. */
  #take(kind: LineKind): boolean {
    if (kind === "nothing") return false;
    this.kind = kind;
    const { record, bytes, from, to } = this.reader;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    const { ms, ns } = this.#times.of(record);
    if (Number.isNaN(ms)) return true;
    const hrtime =
      kind === "record" && record.hrtime !== NONE ? numberAt(record, record.hrtime) : Number.NaN;
    if (Number.isNaN(hrtime)) {
      this.key.ms = ms;
      this.key.ns = ns;
    } else {
      this.#boots.set(this.key, this.#hostOf(record), ms, hrtime);
    }
    return true;
  }
}

function numberAt(record: ReadRecord, at: number): number {
  let whole = 0;
  const to = record.tos[at]!;
  for (let i = record.froms[at]!; i < to; i++) {
    const digit = record.bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    whole = whole * 10 + digit;
  }
  return whole;
}
