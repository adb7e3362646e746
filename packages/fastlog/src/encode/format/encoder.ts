import type { Escaping } from "../../text/escape-bytes.ts";
import type { Clock } from "../../time/clock.ts";
import type { TraceIds } from "../../trace/trace-ids.ts";
import type { Literal } from "../bytes/literal.ts";
import type { Prefix } from "../bytes/prefix.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import type { Limits } from "../object/limits.ts";
import type { Plain } from "../value/plain.ts";
import type { ErrorPieces } from "../value/plain-error.ts";
import type { Demands } from "./line-template.ts";

/** Constants of all records of a thread. */
export interface Identity {
  readonly pid: number;
  readonly thread: number;
  readonly host: string;
  readonly tag: string;
}

/** Source position of a log call. */
export interface Position {
  readonly file: string;
  readonly line: number;
  /** For a position that many records have: the bytes that an encoder has made of it. */
  readonly place?: Place | undefined;
}

/** Literals that an encoder has made of a position. It belongs to the last one that used it. */
export class Place {
  /** The encoder knows the literals by it. */
  owner: object | undefined = undefined;
  target: string | undefined = undefined;
  head: Literal | undefined = undefined;
  tail: Literal | undefined = undefined;
}

/** An encoded key of a field. */
export interface EncodedKey {
  /** The key as it is written. */
  readonly name: string;
  /** Everything from the end of the previous field to the value. */
  readonly literal: Literal;
}

/**
 * How JSON text is written as a field's value: unchanged, escaped as in a JSON string with or without quotes, or
 * escaped as in a parameter of structured data.
 */
export type JsonStyle = "plain" | "quoted" | "param";

/** Escaping rules of an encoder. */
export interface Escapes {
  readonly message: Escaping;
  /** For the text of a field. */
  readonly field: Escaping;
  /** For a field that is JSON text. */
  readonly json: Escaping | undefined;
}

/** Encoded fields that recur in many records. */
export interface BoundFields {
  readonly keys: readonly EncodedKey[];
  /** Value of each key. */
  readonly values: readonly Plain[];
  /** All fields, as {@link RecordEncoder.field} wrote them. */
  readonly whole: Literal;
  /** All fields and the end of the record with its newline; `undefined` if the end varies. */
  readonly ending: Literal | undefined;
}

/**
 * Encodes records into bytes. An encoder keeps no bytes: it passes all to the writer at once. Its methods are
 * called in this order, where `message*` is any number of `literal`, `message` and `value`, and `field*` any number
 * of `field` and `fields`:
 *
 * ```text
 * message first   begin  message*  beginFields  field*  end
 * fields first    begin  beginFields  field*  beginMessage  message*  end
 * ```
 *
 * If a record does not fit, the writer is over and `end` may be omitted: the record is written again from `begin`
 * with shorter values. A new encoder is in the state after `beginFields`, so that it can encode fields ahead of
 * time.
 */
export interface RecordEncoder extends Demands {
  /**
   * Fields encoded ahead of time can be written after anything, and {@link end} writes the same bytes in every
   * record that was not cut.
   */
  readonly takesWhole?: boolean;
  /** Records are no text, and end without a newline. */
  readonly isBinary?: boolean;
  /** Fields come before the message, as in syslog. */
  readonly fieldsFirst: boolean;
  /** Most bytes that {@link end} writes. */
  readonly tail: number;
  /** Number of characters cut from the record's texts; written in the record. */
  missing: number;
  /** Escaping of values. JSON text may be written unchanged. */
  readonly escapes: Escapes;
  /** Number of bytes of the record that did not fit, if known. */
  readonly needed?: number | undefined;

  /** The name to write for a field: none of the format's own, and one that it can represent. */
  keyName(source: string): string;
  /**
   * A replacement of a name that is taken, a different one for each number from 1. Without this method {@link
   * renamed} is used.
   */
  rename?(name: string, times: number): string;
  /** Encodes a name from {@link keyName}, with the separator before it. */
  key(name: string): Literal;
  /** Encodes a piece of a message for later use. */
  prepare(text: string): Literal;
  /** Encodes a whole message and the bytes of {@link beginFields}, if those are constant. */
  prepareClosed?(text: string): Literal | undefined;
  /** Encodes a whole message and the end of a record without fields, if that is constant. */
  prepareWhole?(text: string): Literal | undefined;

  /**
   * The prefix that {@link begin} would write, for the caller to write. `undefined` if it is more than a single prefix;
   * then nothing has changed.
   */
  head?(level: number, target: string | undefined): Prefix | undefined;
  /** Writes everything before the message or fields. The caller has just read the clock. */
  begin(
    out: RecordWriter,
    clock: Clock,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void;
  /** Writes a constant piece of the message. */
  literal(out: RecordWriter, piece: Literal): void;
  /** Writes a piece of the message, escaped. */
  message(out: RecordWriter, text: string): void;
  /** Writes a value in the message. */
  value(out: RecordWriter, value: Plain): void;
  beginFields(out: RecordWriter): void;
  /** `beginFields` runs code of the program, which may log. */
  readonly asksProgram?: boolean;
  /**
   * Writes the ids of a trace before the first field, if they are hexadecimal. Without this method they are the fields
   * `trace_id`, `span_id` and `trace_flags`.
   */
  trace?(out: RecordWriter, ids: TraceIds): void;
  field(out: RecordWriter, key: EncodedKey, value: Plain): void;
  /** Writes fields that were encoded ahead of time. Returns `false`, and writes nothing, if they do not all fit. */
  fields(out: RecordWriter, fields: BoundFields): boolean;
  /** Only in formats that write objects and arrays as JSON text. */
  readonly jsonStyle?: JsonStyle;
  /**
   * Writes everything before the escaped JSON text that the caller writes next. {@link closeJson} writes what
   * follows it if it is in quotes. Returns `false` if it does not fit. Only if the style is not `"plain"`.
   */
  openJson?(out: RecordWriter, key: EncodedKey, isQuoted: boolean): boolean;
  closeJson?(out: RecordWriter): boolean;
  /**
   * Writes everything before an unescaped JSON value that the caller writes next; only in formats that have such
   * values. Returns `false`, and writes nothing, if it does not fit.
   */
  beginJson?(out: RecordWriter, key: EncodedKey): boolean;
  /** Name of the field of an error, which is left out last. Default `err`. */
  readonly errorKey?: string | undefined;
  /** The pieces around an error as the value of a key, if they are not those of other formats. */
  errorPieces?(key: EncodedKey): ErrorPieces | undefined;
  /**
   * Writes a field with an object in the format's own way, if the object is an ordinary one; only in formats that are no
   * JSON. Returns `false` if not, or if it does not fit; the caller then takes back what was written.
   */
  object?(out: RecordWriter, key: EncodedKey, value: object, limits: Limits): boolean;
  /** The following fields are bound, not the call's own. */
  beginBound?(): void;
  /** Tells that `count` fields are left out. */
  leaveOut?(count: number): void;
  /** Only if fields come first. */
  beginMessage(out: RecordWriter): void;
  /** Writes everything after the content, except the newline. */
  end(out: RecordWriter): void;
  /** The bytes of {@link end} in a record that was not cut, with the newline; `undefined` if they vary. */
  readonly ending?: Literal | undefined;
}
