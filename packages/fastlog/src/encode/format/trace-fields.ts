import type { Buffer } from "node:buffer";
import { Batch } from "../../batch/batch.ts";
import { NO_SINK } from "../../batch/chunk-sink.ts";
import { LEVELS } from "../../level.ts";
import { flagsText, type TraceIds, writeHex } from "../../trace/trace-ids.ts";
import { type Literal, padded } from "../bytes/literal.ts";
import { RecordWriter } from "../bytes/record-writer.ts";
import type { BoundFields, RecordEncoder } from "./encoder.ts";

/** The names that OpenTelemetry gives the ids in formats other than its own ("Trace Context in non-OTLP Log Formats"). */
export const TRACE_NAMES = ["trace_id", "span_id", "trace_flags"] as const;

/** In bytes: room for the fields in any format. */
const ROOM = 512;
/** Stand for the ids, of the same length. */
const ZEROS = ["0".repeat(32), "0".repeat(16), "00"] as const;

/** Writes the ids of a trace as fields. They are the same for some records, and are encoded when they change. */
export class TraceFields {
  private readonly encoder: RecordEncoder;
  private readonly piece: TracePiece;
  private readonly values: string[] = [...ZEROS];
  private readonly bound: BoundFields;
  private current: TraceIds | undefined;
  private isHex = false;

  /** `blank` is another encoder with the same settings, which has not begun a record. */
  constructor(encoder: RecordEncoder, blank: RecordEncoder) {
    this.encoder = encoder;
    const keys = TRACE_NAMES.map((name) => ({ name, literal: encoder.key(name) }));
    const writer = new RecordWriter(new Batch(NO_SINK, 0, ROOM), ROOM, blank.tail);
    writer.begin(LEVELS.fatal);
    for (const [i, key] of keys.entries()) blank.field(writer, key, ZEROS[i] as string);
    this.piece = new TracePiece(writer.written);
    this.bound = { keys, values: this.values, whole: this.piece, ending: undefined };
  }

  /** Writes the fields after anything in a record. */
  write(out: RecordWriter, ids: TraceIds): void {
    if (ids !== this.current) this.change(ids);
    if (this.isHex && !this.encoder.fields(out, this.bound)) out.overflow();
  }

  private change(ids: TraceIds): void {
    const { values, piece } = this;
    this.current = undefined;
    values[0] = ids.traceId;
    values[1] = ids.spanId;
    values[2] = flagsText(ids.traceFlags);
    this.isHex = piece.replace(values);
    this.current = ids;
  }
}

/**
 * The encoded fields. Only 50 of their bytes vary, which are replaced in place: encoding them as three fields takes 110
 * ns a record, and a copy of these words 15 (benchmarks/records, "traced").
 */
class TracePiece implements Literal {
  readonly length: number;
  readonly words: number[] = [];
  first = 0;
  second = 0;

  private readonly bytes: Buffer;
  private readonly view: DataView;
  /** Where each id begins; none where a format writes no bytes for a field. */
  private readonly offsets: readonly number[];

  constructor(zeros: Buffer) {
    this.length = zeros.length;
    this.bytes = padded(zeros);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    this.offsets = zeros.length === 0 ? [] : offsetsIn(zeros.toString("latin1"));
  }

  get text(): string {
    return this.bytes.toString("latin1", 0, this.length);
  }

  /** Returns `false` if one is not hexadecimal. */
  replace(ids: readonly string[]): boolean {
    const { view, words, offsets, length } = this;
    for (let i = 0; i < offsets.length; i++) {
      if (!writeHex(view, offsets[i] as number, ids[i] as string)) return false;
    }
    for (let i = 0; i << 3 < length; i++) words[i] = view.getFloat64(i << 3, true);
    this.first = words[0] ?? 0;
    this.second = words[1] ?? 0;
    return true;
  }
}

function offsetsIn(text: string): number[] {
  let from = 0;
  return ZEROS.map((zeros) => {
    const at = text.indexOf(zeros, from);
    from = at + zeros.length;
    return at;
  });
}
