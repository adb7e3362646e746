import type { Backend, SealedChunk } from "../../backend/backend.ts";
import { MARK_SHIFT } from "../../batch/chunk.ts";
import { seeing } from "../../capture/capturing-encoder.ts";
import type { Options } from "../../config/options.ts";
import { settingsOf } from "../../config/settings.ts";
import { sinkSettings } from "../../config/sink-plan.ts";
import type { RecordEncoder } from "../../encode/format/encoder.ts";
import { type Fields, isError, isFields } from "../../fields/argument-kind.ts";
import type { Contexts } from "../../fields/async-context.ts";
import type { Bindings } from "../../fields/bindings.ts";
import type { Sanitizer } from "../../fields/sanitizer.ts";
import type { Settings } from "../../sink/settings.ts";
import { SinglePipeline } from "../../sink/single.ts";
import { Sink } from "../../sink/sink.ts";
import type { Clock } from "../../time/clock.ts";
import { type RecordTest, recordTest } from "./record-test.ts";
import type { TapOrder } from "./tap-order.ts";
import { TestedCall } from "./tested-call.ts";
import { EncodedRecord, UNKNOWN } from "./tested-record.ts";

/** Longest record for a client, in bytes. */
const MOST_RECORD = 65_536;

/** Bit of records that fulfil the condition. */
const FITS = 1 << MARK_SHIFT;

/** Most arguments of a call that is looked at before it is encoded. */
const FEW = 3;

/** Parts of a runtime that taps use. */
export interface TapParts {
  readonly contexts: Contexts;
  readonly options: Options;
}

/** Gets the records of a chunk that was full, which only an unusual record can fill. */
export type Submit = (chunk: SealedChunk, isTested: boolean) => void;

/**
 * The encoders of one tap for the records of a configuration, whose sanitizer they share: the redaction of a child is set
 * there while its record is taken.
 *
 * With a condition there are two encoders: one for records that are known to fulfil it, and one that tests the values of a
 * record while it encodes them, and marks the record if it fulfils the condition.
 */
export class TapEncoders {
  readonly sanitizer: Sanitizer;
  readonly usual: SinglePipeline;

  private readonly order: TapOrder;
  private readonly parts: TapParts;
  private readonly clock: Clock;
  private readonly settings: Settings;
  private readonly submit: Submit;
  private readonly test: RecordTest | undefined;
  private readonly tested: TestedCall;
  private marking: SinglePipeline | undefined = undefined;

  /** `names` are those of fields whose values may be read from a call: see {@link TestedCall}. */
  constructor(
    sanitizer: Sanitizer,
    order: TapOrder,
    names: readonly string[],
    parts: TapParts,
    clock: Clock,
    submit: Submit,
  ) {
    this.sanitizer = sanitizer;
    this.order = order;
    this.parts = parts;
    this.clock = clock;
    this.submit = submit;
    // A client gets every record: repeats are not folded.
    this.settings = { ...settingsOf(parts.options), sanitizer, repeats: undefined };
    const { settings } = this;
    this.test = order.where === undefined ? undefined : recordTest(order.where, settings.identity);
    this.usual = this.make(false);
    this.tested = new TestedCall(names, parts.contexts, settings, this.usual.log.encoder);
  }

  /** The pipeline for a message; `undefined` if its record does not fulfil the condition. */
  forMessage(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    text: string,
  ): SinglePipeline | undefined {
    const { test } = this;
    if (test === undefined) return this.usual;
    this.tested.be(level, target, bindings, text, undefined);
    return this.by(test(this.tested));
  }

  /** The pipeline for a call. */
  forCall(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    template: string | readonly string[],
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
  ): SinglePipeline | undefined {
    const { test } = this;
    if (test === undefined) return this.usual;
    const fields = count > FEW ? UNKNOWN : this.fieldsOf(template, count, a, b, c);
    if (fields === UNKNOWN) return this.by(undefined);
    this.tested.be(level, target, bindings, UNKNOWN, fields);
    return this.by(test(this.tested));
  }

  /** The pipeline for a typed event. */
  forEvent(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    fields: unknown,
  ): SinglePipeline | undefined {
    const { test } = this;
    if (test === undefined) return this.usual;
    if (!isFields(fields) || fields.constructor !== Object) return this.by(undefined);
    this.tested.be(level, target, bindings, UNKNOWN, fields);
    return this.by(test(this.tested));
  }

  /** Whether records of a pipeline have marks. */
  isMarking(pipeline: SinglePipeline): boolean {
    return pipeline !== this.usual;
  }

  private by(result: boolean | undefined): SinglePipeline | undefined {
    if (result === true) return this.usual;
    if (result === false) return undefined;
    this.marking ??= this.make(true);
    return this.marking;
  }

  /** The fields of a call's arguments, if it has a single object with fields and no error; `undefined` if it has none. */
  private fieldsOf(
    template: string | readonly string[],
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
  ): Fields | undefined | typeof UNKNOWN {
    let fields: Fields | undefined;
    const placeholders = count === 0 ? 0 : this.usual.log.positionalIn(template);
    for (let i = 0; i < count; i++) {
      const arg = i === 0 ? a : i === 1 ? b : c;
      if (typeof arg === "function") return UNKNOWN;
      if (typeof arg !== "object" || arg === null) continue;
      if (i < placeholders) {
        // An error is a field, too.
        if (isError(arg)) return UNKNOWN;
        continue;
      }
      if (fields !== undefined || !isFields(arg) || arg.constructor !== Object) return UNKNOWN;
      fields = arg;
    }
    return fields;
  }

  private make(isMarking: boolean): SinglePipeline {
    const { settings, order, parts } = this;
    const { format, color } = order;
    const backend: Backend = {
      name: "tail:",
      maxRecord: MOST_RECORD,
      buffer: 0,
      submit: (chunk) => this.submit(chunk, isMarking),
      flush: () => Promise.resolve(),
      flushSync() {},
      close: () => Promise.resolve(),
    };
    const { tag } = settings.identity;
    const own = sinkSettings({ backend, format, color }, backend, settings);
    const sink = new Sink(backend, own, { exitTimeout: 0, tag, report() {} });
    const wrap = isMarking ? (encoder: RecordEncoder) => this.marked(encoder) : undefined;
    return new SinglePipeline(sink, settings, this.clock, parts.contexts, wrap);
  }

  private marked(encoder: RecordEncoder): RecordEncoder {
    const { test } = this;
    return seeing(encoder, (record, out) => {
      if (test?.(new EncodedRecord(record)) === true) out.level |= FITS;
    });
  }
}
