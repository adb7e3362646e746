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

/** A record that has begun, and what it was once it ended. */
interface Place {
  record: CapturedRecord | undefined;
}

/**
 * Tells what was logged, in the order in which it is written: a record that is logged while another
 * is being encoded comes behind that one.
 */
export class Watch {
  readonly #begun: Place[] = [];
  readonly #onRecord: (record: CapturedRecord) => void;

  constructor(onRecord: (record: CapturedRecord) => void) {
    this.#onRecord = onRecord;
  }

  /** An encoder that is watched. */
  over(encoder: Encoder): Encoder {
    return new WatchedEncoder(encoder, this);
  }

  begin(): Place {
    const place: Place = { record: undefined };
    this.#begun.push(place);
    return place;
  }

  end(place: Place, record: CapturedRecord): void {
    place.record = record;
    while (this.#begun[0]?.record !== undefined) {
      this.#onRecord((this.#begun.shift() as Place).record as CapturedRecord);
    }
  }
}

/** Passes everything on to another encoder, and tells what it was. */
class WatchedEncoder implements Encoder {
  readonly printsTarget = true;
  readonly printsPosition: boolean;
  readonly tail: number;

  readonly #inner: Encoder;
  readonly #watch: Watch;
  #place: Place | undefined;
  #level: Level = "info";
  #target = "";
  #time = 0;
  #message = "";
  #fields: [string, unknown][] = [];

  constructor(inner: Encoder, watch: Watch) {
    this.#inner = inner;
    this.#watch = watch;
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
    // One that failed begins again in its place.
    this.#place ??= this.#watch.begin();
    const names = Object.keys(LEVELS) as Level[];
    this.#level = names.find((name) => LEVELS[name] === level) ?? "info";
    this.#target = target ?? "";
    this.#time = clock.wallMs;
    this.#message = "";
    this.#fields = [];
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
    const text = describe(value);
    this.#message += text;
    // What user code says of its value, it is asked for once.
    if (typeof value === "object" || typeof value === "function") this.#inner.message(out, text);
    else this.#inner.value(out, value);
  }

  field(out: RecordWriter, key: string, value: unknown): void {
    this.#fields.push([key, value]);
    this.#inner.field(out, key, value);
  }

  end(out: RecordWriter): void {
    this.#inner.end(out);
    const place = this.#place as Place;
    this.#place = undefined;
    this.#watch.end(place, {
      level: this.#level,
      target: this.#target,
      time: new Date(this.#time),
      message: this.#message,
      fields: Object.fromEntries(this.#fields),
    });
  }
}
