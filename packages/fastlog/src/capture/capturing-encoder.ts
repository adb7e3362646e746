import type { Literal } from "../encode/bytes/literal.ts";
import type { RecordWriter } from "../encode/bytes/record-writer.ts";
import type {
  BoundFields,
  EncodedKey,
  Escapes,
  Position,
  RecordEncoder,
} from "../encode/format/encoder.ts";
import { renamed } from "../encode/object/rename.ts";
import { type Plain, textOf } from "../encode/value/plain.ts";
import { dataOf } from "../encode/value/plain-data.ts";
import { levelOf, type RecordLevel } from "../level.ts";
import type { Clock } from "../time/clock.ts";
import { SystemDate } from "../time/system-time.ts";

/** A captured record. */
export interface CapturedRecord {
  readonly level: RecordLevel;
  readonly target: string;
  /** Wall time of the record. */
  readonly time: Date;
  /** The message with its placeholders filled, not escaped. */
  readonly message: string;
  /** The fields as plain data: an Error is an object with its type, message and stack. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A literal with the text that it was made of. */
interface WatchedLiteral extends Literal {
  readonly source: string;
}

/** Position of a record in the order of records; filled when the record ends. */
interface Place {
  record: CapturedRecord | undefined;
}

/**
 * Collects records in the order in which they are written: a record that is logged while another one is encoded comes
 * after that one.
 */
export class Watch {
  readonly #begun: Place[] = [];
  readonly #onRecord: (record: CapturedRecord) => void;

  constructor(onRecord: (record: CapturedRecord) => void) {
    this.#onRecord = onRecord;
  }

  /** Wraps an encoder so that its records are collected. */
  over(encoder: RecordEncoder): RecordEncoder {
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

/** Wraps an encoder so that a function sees each record, and the writer that has it, just before the record counts. */
export function seeing(
  encoder: RecordEncoder,
  see: (record: CapturedRecord, out: RecordWriter) => void,
): RecordEncoder {
  const place: Place = { record: undefined };
  return new WatchedEncoder(encoder, {
    begin: () => place,
    end: (_, record, out) => see(record, out),
  });
}

/** Gets the begin and the end of each record of a {@link WatchedEncoder}. */
interface Watcher {
  begin(): Place;
  end(place: Place, record: CapturedRecord, out: RecordWriter): void;
}

/** Passes each call on to another encoder, and collects the record meanwhile. */
class WatchedEncoder implements RecordEncoder {
  readonly printsTarget = true;
  readonly printsPosition: boolean;
  readonly fieldsFirst: boolean;
  readonly tail: number;

  readonly #inner: RecordEncoder;
  readonly #watch: Watcher;
  #place: Place | undefined;
  #level: RecordLevel = "info";
  #target = "";
  #time = 0;
  #message = "";
  #fields: [string, unknown][] = [];

  constructor(inner: RecordEncoder, watch: Watcher) {
    this.#inner = inner;
    this.#watch = watch;
    this.printsPosition = inner.printsPosition;
    this.fieldsFirst = inner.fieldsFirst;
    this.tail = inner.tail;
  }

  get escapes(): Escapes {
    return this.#inner.escapes;
  }

  get errorKey(): string | undefined {
    return this.#inner.errorKey;
  }

  get needed(): number | undefined {
    return this.#inner.needed;
  }

  get missing(): number {
    return this.#inner.missing;
  }

  set missing(missing: number) {
    this.#inner.missing = missing;
  }

  begin(
    out: RecordWriter,
    clock: Clock,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void {
    // A record that failed begins again and keeps its position.
    this.#place ??= this.#watch.begin();
    this.#level = levelOf(level);
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

  value(out: RecordWriter, value: Plain): void {
    this.#message += textOf(value);
    this.#inner.value(out, value);
  }

  keyName(source: string): string {
    return this.#inner.keyName(source);
  }

  rename(name: string, times: number): string {
    return this.#inner.rename?.(name, times) ?? renamed(name, times);
  }

  key(name: string): Literal {
    return this.#inner.key(name);
  }

  beginFields(out: RecordWriter): void {
    this.#inner.beginFields(out);
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    this.#fields.push([key.name, dataOf(value)]);
    this.#inner.field(out, key, value);
  }

  fields(out: RecordWriter, fields: BoundFields): boolean {
    if (!this.#inner.fields(out, fields)) return false;
    fields.keys.forEach(({ name }, i) => {
      this.#fields.push([name, dataOf(fields.values[i] as Plain)]);
    });
    return true;
  }

  beginMessage(out: RecordWriter): void {
    this.#inner.beginMessage(out);
  }

  end(out: RecordWriter): void {
    this.#inner.end(out);
    // The record is too long: it begins again, with shorter values.
    if (out.isOver) return;
    const place = this.#place as Place;
    this.#place = undefined;
    const record: CapturedRecord = {
      level: this.#level,
      target: this.#target,
      time: new SystemDate(this.#time),
      message: this.#message,
      fields: Object.fromEntries(this.#fields),
    };
    this.#watch.end(place, record, out);
  }
}
