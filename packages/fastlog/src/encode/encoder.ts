import type { Clock } from "../clock.ts";
import type { Literal } from "./literal.ts";
import type { Demands } from "./template.ts";
import type { RecordWriter } from "./writer.ts";

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

/**
 * Record → bytes. The calls for one record are always, in this order: `begin`, any number of
 * `message`, `literal` and `value`, any number of `field`, `end`. The encoder keeps no bytes: all go
 * to the writer at once.
 */
export interface Encoder extends Demands {
  /** The most bytes that `end` writes of its own. */
  readonly tail: number;

  /** Everything before the message. The clock has just been read. */
  begin(
    out: RecordWriter,
    clock: Clock,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void;
  /** A piece of the message that is always the same. */
  literal(out: RecordWriter, piece: Literal): void;
  /** Encodes such a piece, to be kept. */
  prepare(text: string): Literal;
  /** A piece of the message, as it is. */
  message(out: RecordWriter, text: string): void;
  /** A value in the message. */
  value(out: RecordWriter, value: unknown): void;
  field(out: RecordWriter, key: string, value: unknown): void;
  /** Everything behind the fields, but the newline. */
  end(out: RecordWriter): void;
}
