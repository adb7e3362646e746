import { Buffer } from "node:buffer";
import { Batch } from "../batch/batch.ts";
import { NO_SINK } from "../batch/chunk-sink.ts";
import { areWordsSafe, type Literal, literal, literalOf } from "../encode/bytes/literal.ts";
import { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import { maskedPlain } from "../encode/value/masked-plain.ts";
import { Json, type Plain } from "../encode/value/plain.ts";
import { LEVELS } from "../level.ts";
import type { Bindings, EncodedBindings } from "./bindings.ts";
import type { Key, Taken } from "./key.ts";
import type { Keys } from "./keys.ts";
import type { Sanitizer } from "./sanitizer.ts";

const NOTHING = literal("");
const NEWLINE = Buffer.from("\n");

/** Encodes fields ahead of time. Has its own encoder and chunk, because a record may be half written. */
export class BindingsEncoder {
  private readonly make: () => RecordEncoder;
  private readonly maxRecord: number;
  private encoder: RecordEncoder | undefined;
  private writer: RecordWriter | undefined;

  /** `make` makes an encoder with the settings of the records' encoder. */
  constructor(make: () => RecordEncoder, maxRecord: number) {
    this.make = make;
    this.maxRecord = maxRecord;
  }

  encode(bindings: Bindings, keys: Keys, sanitizer: Sanitizer): EncodedBindings {
    this.encoder ??= this.make();
    this.writer ??= new RecordWriter(
      new Batch(NO_SINK, 0, this.maxRecord),
      this.maxRecord,
      this.encoder.tail,
    );
    const { encoder, writer } = this;
    const bound: Key[] = [];
    const taken: Taken = new Map();
    const values: Plain[] = [];
    const { mask } = sanitizer.limits;
    writer.begin(LEVELS.fatal);
    for (const [name, value] of Object.entries(bindings.fields)) {
      if (value === undefined) continue;
      // The format may represent two names alike.
      const key = keys.bind(name, taken);
      const { verdict } = key;
      const bare = sanitizer.bound(verdict, name, value);
      if (bare === undefined) continue;
      const plain = mask === undefined ? bare : maskedPlain(bare, mask);
      bound.push(key);
      values.push(plain);
      if (plain instanceof Json && plain.cuts.length > 0) writer.overflow();
      encoder.field(writer, key, plain);
    }
    const isCut = writer.isOver || !areWordsSafe(writer.written);
    const whole = isCut ? NOTHING : literalOf(writer.written);
    const ending = isCut ? undefined : this.ending(encoder, writer);
    return { generation: keys.generation, keys: bound, values, whole, ending, isCut, misses: 0 };
  }

  private ending(encoder: RecordEncoder, writer: RecordWriter): Literal | undefined {
    if (encoder.takesWhole !== true) return undefined;
    encoder.end(writer);
    return literalOf(Buffer.concat([writer.written, NEWLINE]));
  }
}
