import type { Escaping } from "../../text/escape-bytes.ts";
import type { Clock } from "../../time/clock.ts";
import type { Literal } from "../bytes/literal.ts";
import type { Prefix } from "../bytes/prefix.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import type { Plain } from "../value/plain.ts";
import type { Demands } from "./line-template.ts";

/** What stays the same in all records of a thread. */
export interface Identity {
  readonly pid: number;
  readonly thread: number;
  readonly host: string;
  readonly tag: string;
}

/** Where in the source a record was logged. */
export interface Position {
  readonly file: string;
  readonly line: number;
}

/** A field's key, ready to be written. */
export interface EncodedKey {
  /** As it is written. */
  readonly name: string;
  /** All that stands before the value, from the end of the field before. */
  readonly literal: Literal;
}

/**
 * How JSON text stands in a field's value: as it is, escaped as in a JSON string, with or without quotes, or as in a
 * parameter of structured data.
 */
export type JsonStyle = "plain" | "quoted" | "param";

/** How an encoder escapes what it writes. */
export interface Escapes {
  readonly message: Escaping;
  /** A field's text. */
  readonly field: Escaping;
  /** A field that is JSON text. */
  readonly json: Escaping | undefined;
}

/** Fields that are the same in many records. */
export interface BoundFields {
  readonly keys: readonly EncodedKey[];
  /** One for each key. */
  readonly values: readonly Plain[];
  /** All of them, as {@link RecordEncoder.field} wrote them. */
  readonly whole: Literal;
  /** The same with all that ends a record behind it, its newline included; where that is known ahead. */
  readonly ending: Literal | undefined;
}

/**
 * Record → bytes. An encoder keeps no bytes: all go to the writer at once. It is driven in this
 * order, where `message*` is any number of `literal`, `message` and `value`, and `field*` any number of
 * `field` and `fields`:
 *
 * ```text
 * message first   begin  message*  beginFields  field*  end
 * fields first    begin  beginFields  field*  beginMessage  message*  end
 * ```
 *
 * Where a record does not fit, the writer is over, and `end` need not be called: all is written again from `begin`
 * with shorter values. A new encoder is as if in the middle of the fields, so that it can encode some ahead of time.
 */
export interface RecordEncoder extends Demands {
  /**
   * Fields that were encoded ahead of time may be written as they are, whatever stands before them, and
   * {@link end} writes the same behind them in every record of which nothing is missing.
   */
  readonly takesWhole?: boolean;
  /** Fields stand before the message, as in syslog. */
  readonly fieldsFirst: boolean;
  /** The most bytes that {@link end} writes. */
  readonly tail: number;
  /** How many characters of the record's texts are missing, which the record says. */
  missing: number;
  /** How values are escaped; JSON text may stand as it is. */
  readonly escapes: Escapes;
  /** How many bytes the record took that did not fit, where that is known. */
  readonly needed?: number | undefined;

  /** The name that a field gets: not one of the format's own, and one that it can write. */
  keyName(source: string): string;
  /** A name in place of one that is taken, another one for each number from 1; see {@link renamed}, which others use. */
  rename?(name: string, times: number): string;
  /** Encodes a name that {@link keyName} gave, with what stands between it and the field before. */
  key(name: string): Literal;
  /** Encodes a piece of a message, to be kept. */
  prepare(text: string): Literal;
  /** Encodes a whole message and what {@link beginFields} writes, where that is always the same. */
  prepareClosed?(text: string): Literal;
  /** Encodes a whole message and all that ends a record without fields, where that is always the same. */
  prepareWhole?(text: string): Literal | undefined;

  /**
   * What {@link begin} would write, where that is one run; else `undefined`, and nothing has happened. Whoever
   * asked writes it.
   */
  head?(level: number, target: string | undefined): Prefix | undefined;
  /** Everything before the message or the fields. The clock has just been read. */
  begin(
    out: RecordWriter,
    clock: Clock,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void;
  /** A piece of the message that is always the same. */
  literal(out: RecordWriter, piece: Literal): void;
  /** A piece of the message, as it is. */
  message(out: RecordWriter, text: string): void;
  /** A value in the message. */
  value(out: RecordWriter, value: Plain): void;
  beginFields(out: RecordWriter): void;
  field(out: RecordWriter, key: EncodedKey, value: Plain): void;
  /** Fields that were encoded ahead of time; `false`, and nothing is written, where they do not all fit. */
  fields(out: RecordWriter, fields: BoundFields): boolean;
  /** Only in formats that write objects and lists as JSON text. */
  readonly jsonStyle?: JsonStyle;
  /**
   * Writes what stands before JSON text that is escaped, and written next; {@link closeJson} writes what stands behind
   * it where it is in quotes. `false` where it does not fit. Only where the style is not `"plain"`.
   */
  openJson?(out: RecordWriter, key: EncodedKey, isQuoted: boolean): boolean;
  closeJson?(out: RecordWriter): boolean;
  /**
   * Writes what stands before a field's value that is JSON as it is, and is written next; only in formats that have
   * such values. Where it does not fit, nothing is written and the answer is `false`.
   */
  beginJson?(out: RecordWriter, key: EncodedKey): boolean;
  /** What follows are the fields that are bound, not those of the call. */
  beginBound?(): void;
  /** So many fields are left out. */
  leaveOut?(count: number): void;
  /** Only where fields come first. */
  beginMessage(out: RecordWriter): void;
  /** Everything behind the content, but the newline. */
  end(out: RecordWriter): void;
  /** What {@link end} writes in a record of which nothing is missing, and the newline; where that is always the same. */
  readonly ending?: Literal | undefined;
}
