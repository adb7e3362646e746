import type { Clock } from "../clock.ts";
import { LEVELS, type Level } from "../level.ts";
import type { Encoder, Position } from "./encoder.ts";
import type { Literal } from "./literal.ts";
import { describe } from "./value.ts";
import type { RecordWriter } from "./writer.ts";

/** A record as it was logged. */
export interface CapturedRecord {
  readonly level: Level;
  readonly target: string;
  /** Wall time. */
  readonly time: Date;
  /** With its placeholders filled, and nothing escaped. */
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A literal that remembers what it was made of. */
interface WatchedLiteral extends Literal {
  readonly source: string;
}

/** Passes everything on to another encoder, and tells what it was. */
export class WatchingEncoder implements Encoder {
  readonly printsTarget = true;
  readonly printsPosition: boolean;
  readonly tail: number;

  readonly #inner: Encoder;
  readonly #onRecord: (record: CapturedRecord) => void;
  #level: Level = "info";
  #target = "";
  #time = 0;
  #message = "";
  #fields: Record<string, unknown> = {};

  constructor(inner: Encoder, onRecord: (record: CapturedRecord) => void) {
    this.#inner = inner;
    this.#onRecord = onRecord;
    this.printsPosition = inner.printsPosition;
    this.tail = inner.tail;
  }

  begin(
    out: RecordWriter,
    clock: Clock,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void {
    const names = Object.keys(LEVELS) as Level[];
    this.#level = names.find((name) => LEVELS[name] === level) ?? "info";
    this.#target = target ?? "";
    this.#time = clock.wallMs;
    this.#message = "";
    this.#fields = {};
    this.#inner.begin(out, clock, level, target, position);
  }

  prepare(text: string): WatchedLiteral {
    return { ...this.#inner.prepare(text), source: text };
  }

  literal(out: RecordWriter, piece: Literal): void {
    this.#message += (piece as WatchedLiteral).source;
    this.#inner.literal(out, piece);
  }

  message(out: RecordWriter, text: string): void {
    this.#message += text;
    this.#inner.message(out, text);
  }

  value(out: RecordWriter, value: unknown): void {
    this.#message += describe(value);
    this.#inner.value(out, value);
  }

  field(out: RecordWriter, key: string, value: unknown): void {
    this.#fields[key] = value;
    this.#inner.field(out, key, value);
  }

  end(out: RecordWriter): void {
    this.#inner.end(out);
    this.#onRecord({
      level: this.#level,
      target: this.#target,
      time: new Date(this.#time),
      message: this.#message,
      fields: this.#fields,
    });
  }
}
