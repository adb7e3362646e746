import { Buffer } from "node:buffer";
import { LEVELS, levelOf, type RecordLevel } from "../../level.ts";
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

/** A record for a custom encoder, with the constants of its thread. */
export interface EncoderRecord {
  readonly level: RecordLevel;
  /** 60 for fatal, 50, 40, 30, 20, 10 for trace. */
  readonly levelNumber: number;
  readonly time: Date;
  /** Nanoseconds of the clock of `process.hrtime.bigint()`. */
  readonly hrtime: bigint;
  /** For a plain `info`, only present if `needs.target` is set or the filter needs it. */
  readonly target: string | undefined;
  /** Position of the log call. Only present if `needs.position` is set. */
  readonly position: { readonly file: string; readonly line: number } | undefined;
  /** The message with its placeholders filled. Not escaped. */
  readonly message: string;
  /**
   * Fields of the call, its logger, its context and the configuration, each name once, serialized and redacted.
   * They are plain data, as format `"json"` writes them, and `JSON.stringify` accepts them as they are. A bigint is
   * a number if that is exact, else its digits; inside an object it is always a number.
   */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly pid: number;
  readonly thread: number;
  readonly host: string;
  readonly tag: string;
  /** Room for the line, in bytes. */
  readonly room: number;
  /** Number of characters cut from the record's texts because it was too long. */
  readonly missing: number;
}

/**
 * A custom format for `configure({ format })`:
 *
 * ```ts
 * const short: Encoder = {
 *   encode: ({ level, message, fields }) => `${level}: ${message} ${JSON.stringify(fields)}`,
 * };
 * ```
 */
export interface Encoder {
  /**
   * Returns the line for a record. Tabs are kept. Line breaks and other characters that would break a line or a
   * terminal are written as visible escapes, as in JSON. A newline at the end is optional. If the line takes more
   * than `room` bytes, the encoder is called again with shorter values.
   *
   * If it throws or returns no string, it is called once more with a record that says so.
   */
  encode(record: EncoderRecord): string;

  /** Values that must be found at each call of a plain `info`. */
  readonly needs?:
    | { readonly target?: boolean | undefined; readonly position?: boolean | undefined }
    | undefined;
}

/** Most bits of a bigint that is written as an exact number. */
const MOST_SAFE_BITS = 54;

/** Most bytes of the newline at the end of a line. */
const NEWLINE_ROOM = 2;

/** A record whose message and fields are still being gathered. */
interface Unfinished extends Omit<EncoderRecord, "message" | "fields"> {
  message: string;
  readonly fields: Record<string, unknown>;
}

/** Gathers a record for a custom encoder, and writes the line that it returns. */
export class CustomEncoder implements RecordEncoder {
  readonly printsTarget: boolean;
  readonly printsPosition: boolean;
  /** Nothing is written before the end. In this order, the builder is ready for user code by then. */
  readonly fieldsFirst = true;
  readonly tail = 0;
  /** Escaping of most formats; that of the custom encoder is unknown. */
  readonly escapes: Escapes = { message: IN_JSON, field: IN_JSON, json: undefined };
  missing = 0;
  needed: number | undefined;

  private readonly encoder: Encoder;
  private readonly identity: Identity;

  /** The record between `begin` and `end`. */
  private record: Unfinished | undefined;
  /** Length of its message and fields, in characters. */
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
    // Without a record, something is encoded ahead of time.
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
    // Records that the encoder logs begin anew.
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

  /** Texts beyond the record's limit are not passed on. */
  private count(out: RecordWriter, length: number): void {
    this.length += length;
    if (this.length > out.maxRecord) out.overflow();
  }

  private line(record: EncoderRecord): string {
    try {
      return this.encoded(record);
    } catch (error) {
      const levelNumber = Math.max(record.levelNumber, LEVELS.error);
      const level = levelOf(levelNumber);
      const message = `a record could not be encoded: ${throwsMark(error)}`;
      try {
        return this.encoded({ ...record, level, levelNumber, message, fields: {} });
      } catch {
        // Fallback for an encoder that cannot write any record.
        return `${record.time.toISOString()}\t${level.toUpperCase()}\t${escapeUnsafe(message)}`;
      }
    }
  }

  private encoded(record: EncoderRecord): string {
    const line: unknown = this.encoder.encode(record);
    if (typeof line !== "string") throw new TypeError(`encode() returned ${typeof line}`);
    // The line is too long in any case, and is not scanned.
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
