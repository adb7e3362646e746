import { Buffer } from "node:buffer";
import { LEVELS, type Level, levelOf } from "../../level.ts";
import { digitsOf } from "../../text/bigint-digits.ts";
import { escapeUnsafe } from "../../text/escape.ts";
import { IN_JSON } from "../../text/escape-bytes.ts";
import type { Clock } from "../../time/clock.ts";
import { SystemDate } from "../../time/system-time.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { type Plain, textOf, throwsMark } from "../value/plain.ts";
import { dataOf } from "../value/plain-data.ts";
import type {
  BoundFields,
  EncodedKey,
  Escapes,
  Identity,
  Position,
  RecordEncoder,
} from "./encoder.ts";

/** A record that is to be written, and what is the same for all of its thread. */
export interface EncoderRecord {
  readonly level: Level;
  /** 60 for fatal, 50, 40, 30, 20, 10 for trace. */
  readonly levelNumber: number;
  readonly time: Date;
  /** Nanoseconds, by the clock of `process.hrtime.bigint()`. */
  readonly hrtime: bigint;
  /** Of a plain `info` only where `needs.target` is set, or the filter needs it. */
  readonly target: string | undefined;
  /** Where the call stands. Only where `needs.position` is set. */
  readonly position: { readonly file: string; readonly line: number } | undefined;
  /** With its placeholders filled, and nothing escaped. */
  readonly message: string;
  /**
   * Those of the call, its logger, its context and the configuration, each name once; serialised and
   * redacted. They are plain data, the same that format `"json"` writes: `JSON.stringify` takes them
   * as they are. A bigint is a number where that is exact, else its digits; inside of an object it is
   * always a number.
   */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly pid: number;
  readonly thread: number;
  readonly host: string;
  readonly tag: string;
  /** How many bytes the line may have. */
  readonly room: number;
  /** How many characters of the record's texts are missing: it was too long, and is shorter now. */
  readonly missing: number;
}

/**
 * A format of one's own, for `configure({ format })`:
 *
 * ```ts
 * const short: Encoder = {
 *   encode: ({ level, message, fields }) => `${level}: ${message} ${JSON.stringify(fields)}`,
 * };
 * ```
 */
export interface Encoder {
  /**
   * Makes one line of a record. Tabs stay; line breaks in it, and other characters that would break a
   * line or a terminal, are written as visible escapes, which is how JSON has them too. A newline at
   * the end is not needed, and does no harm. Where the line takes more than `room` bytes it is asked again,
   * with shorter values.
   *
   * Where it throws, or gives something else than a string, it is asked once more for a record that
   * says so.
   */
  encode(record: EncoderRecord): string;

  /** What it prints that has to be looked up at every call of a plain `info`. */
  readonly needs?:
    | { readonly target?: boolean | undefined; readonly position?: boolean | undefined }
    | undefined;
}

/** Of a bigint that is a number, to the digit. */
const MOST_SAFE_BITS = 54;

/** What the newline at the end of a line takes at the most. */
const NEWLINE_ROOM = 2;

/** A record whose message and fields are being gathered. */
interface Unfinished extends Omit<EncoderRecord, "message" | "fields"> {
  message: string;
  readonly fields: Record<string, unknown>;
}

/** Gathers a record for an encoder of somebody else's, and writes the line that this makes of it. */
export class CustomEncoder implements RecordEncoder {
  readonly printsTarget: boolean;
  readonly printsPosition: boolean;
  /** All is written at the end. This is the order in which the recorder is ready for user code. */
  readonly fieldsFirst = true;
  readonly tail = 0;
  /** As most have it: what the encoder makes of them is not known. */
  readonly escapes: Escapes = { message: IN_JSON, field: IN_JSON, json: undefined };
  missing = 0;
  needed: number | undefined;

  private readonly encoder: Encoder;
  private readonly identity: Identity;

  /** The record, from its beginning to its end. */
  private record: Unfinished | undefined;
  /** In characters, of its message and fields. */
  private length = 0;

  constructor(encoder: Encoder, identity: Identity) {
    this.encoder = encoder;
    this.identity = identity;
    this.printsTarget = encoder.needs?.target === true;
    this.printsPosition = encoder.needs?.position === true;
  }

  begin(
    out: RecordWriter,
    clock: Clock,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void {
    this.record = {
      level: levelOf(level),
      levelNumber: level,
      time: new SystemDate(clock.wallMs),
      hrtime: BigInt(clock.second) * 1_000_000_000n + BigInt(clock.nanos),
      target,
      position: this.printsPosition ? position : undefined,
      message: "",
      fields: {},
      pid: this.identity.pid,
      thread: this.identity.thread,
      host: this.identity.host,
      tag: this.identity.tag,
      room: out.room,
      missing: this.missing,
    };
    this.length = 0;
    this.needed = undefined;
  }

  prepare(text: string): Literal {
    return literal(text);
  }

  literal(out: RecordWriter, piece: Literal): void {
    this.add(out, piece.text);
  }

  message(out: RecordWriter, text: string): void {
    this.add(out, text);
  }

  value(out: RecordWriter, value: Plain): void {
    this.add(out, textOf(value));
  }

  keyName(source: string): string {
    return source;
  }

  key(): Literal {
    return literal("");
  }

  beginFields(): void {}

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    // Without a record, this is to be done ahead of time.
    if (this.record === undefined) return;
    this.count(out, key.name.length + textOf(value).length);
    if (!out.isOver) define(this.record.fields, key.name, plainData(value));
  }

  fields(out: RecordWriter, { keys, values }: BoundFields): boolean {
    keys.forEach((key, i) => {
      this.field(out, key, values[i] as Plain);
    });
    return true;
  }

  beginMessage(): void {}

  end(out: RecordWriter): void {
    const record = this.record as Unfinished;
    // What the encoder logs begins another one.
    this.record = undefined;
    if (out.isOver) return;
    const line = this.line(record);
    this.needed = Buffer.byteLength(line);
    out.safeText(line);
  }

  private add(out: RecordWriter, text: string): void {
    this.count(out, text.length);
    if (!out.isOver) (this.record as Unfinished).message += text;
  }

  /** What is longer than the record may be is not handed over. */
  private count(out: RecordWriter, length: number): void {
    this.length += length;
    if (this.length > out.maxRecord) out.overflow();
  }

  private line(record: EncoderRecord): string {
    try {
      return this.encoded(record);
    } catch (error) {
      const level = record.levelNumber < LEVELS.error ? "error" : record.level;
      const message = `a record could not be encoded: ${throwsMark(error)}`;
      try {
        return this.encoded({ ...record, level, levelNumber: LEVELS[level], message, fields: {} });
      } catch {
        // It cannot write anything.
        return `${record.time.toISOString()}\t${level.toUpperCase()}\t${escapeUnsafe(message)}`;
      }
    }
  }

  private encoded(record: EncoderRecord): string {
    const line: unknown = this.encoder.encode(record);
    if (typeof line !== "string") throw new TypeError(`encode() returned ${typeof line}`);
    // It is too long in any case, and need not be looked at.
    return line.length > record.room + NEWLINE_ROOM ? line : oneLine(line);
  }
}

function define(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") fields[name] = value;
  else Object.defineProperty(fields, name, { value, enumerable: true, configurable: true });
}

function plainData(value: Plain): unknown {
  if (typeof value !== "bigint") return dataOf(value);
  return BigInt.asIntN(MOST_SAFE_BITS, value) === value ? Number(value) : digitsOf(value);
}

function oneLine(line: string): string {
  const text = line.replace(/\r?\n$/, "");
  return text.includes("\t") ? text.split("\t").map(escapeUnsafe).join("\t") : escapeUnsafe(text);
}
