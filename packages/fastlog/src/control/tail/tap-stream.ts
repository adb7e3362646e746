import type { Backend, SealedChunk } from "../../backend/backend.ts";
import { MARK_SHIFT } from "../../batch/chunk.ts";
import { type Callee, callerPosition } from "../../call/call-site.ts";
import type { Dispatcher } from "../../call/dispatcher.ts";
import type { Gates } from "../../call/gate.ts";
import { CallSite } from "../../call/site.ts";
import { seeing } from "../../capture/capturing-encoder.ts";
import type { Options } from "../../config/options.ts";
import { settingsOf } from "../../config/settings.ts";
import { sinkSettings } from "../../config/sink-plan.ts";
import type { RecordEncoder } from "../../encode/format/encoder.ts";
import type { Contexts } from "../../fields/async-context.ts";
import type { Bindings } from "../../fields/bindings.ts";
import type { Sanitizer } from "../../fields/sanitizer.ts";
import { type Filter, parseFilter } from "../../filter/filter.ts";
import { normalOf, prefixed } from "../../record/normalize.ts";
import { SinglePipeline } from "../../sink/single.ts";
import { Sink } from "../../sink/sink.ts";
import { Clock } from "../../time/clock.ts";
import { Rate } from "./rate.ts";
import { type RecordSource, recordTest } from "./record-test.ts";
import { Ring } from "./ring.ts";
import type { TapOrder } from "./tap-order.ts";

/** Longest record for a client, in bytes. */
const MOST_RECORD = 65_536;

/** Bit of records that fulfil the condition. */
const FITS = 1 << MARK_SHIFT;

/** Parts of a runtime that taps use. */
export interface TapParts {
  readonly gates: Gates;
  readonly dispatcher: Dispatcher;
  readonly contexts: Contexts;
  readonly options: Options;
}

/** Records of this thread on their way to one client, with an encoder of their own. */
export class TapStream {
  readonly order: TapOrder;
  readonly filter: Filter;
  readonly ring: Ring;
  readonly #parts: TapParts;
  readonly #rate: Rate;
  readonly #clock = new Clock();
  #pipeline: SinglePipeline | undefined;
  /** The time of the record that is taken, and when the clock was last compared with that of the system. */
  #time = 0;
  #synchronised = Number.NEGATIVE_INFINITY;

  constructor(order: TapOrder, ring: SharedArrayBuffer, parts: TapParts) {
    this.order = order;
    this.ring = new Ring(ring);
    this.filter = parseFilter(order.filter).filter;
    this.#parts = parts;
    this.#rate = new Rate(order.rate);
  }

  /** Whether the time is over, or the client is gone. */
  isOver(time: number): boolean {
    return this.ring.isClosed || time >= this.order.until;
  }

  /** Takes a call, if its record matches. */
  take(
    time: number,
    sanitizer: Sanitizer,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    prefix: string,
  ): void {
    if (!this.filter.passes(target ?? "", level)) return;
    this.#time = time;
    const pipeline = this.#pipelineWith(sanitizer);
    const { builder, demands } = pipeline;
    const site = CallSite.is(first) ? first : undefined;
    const normal =
      site === undefined
        ? normalOf(first, given, sanitizer)
        : site.template === undefined
          ? normalOf(given.length === 0 ? "" : given[0], given.slice(1), sanitizer)
          : { template: site.template, args: given, omitted: undefined };
    const { args, omitted } = normal;
    const template = prefix === "" ? normal.template : prefixed(normal.template, args, prefix);
    const isText = typeof template === "string" && args.length === 0;
    const { pattern } = this.filter;
    if (pattern !== undefined) {
      const message = isText ? template : builder.messageOf(template, args);
      if (!pattern.test(message, target, level)) return;
    }
    // With a condition, only those that fulfil it count.
    if (this.order.where === undefined && !this.#admits()) return;
    const position = site ?? (demands.printsPosition ? callerPosition(below) : undefined);
    if (time - this.#synchronised >= 1) {
      this.#synchronised = time;
      this.#clock.synchronise();
    }
    if (isText) {
      builder.message(level, target, position, bindings, template);
    } else {
      const [a, b, c] = args;
      const { length } = args;
      builder.call(level, target, position, bindings, template, length, a, b, c, args, omitted);
    }
    pipeline.seal();
  }

  /**
   * The pipeline for the records of a configuration, whose sanitizer it shares: the redaction of a child is set there while
   * its record is taken.
   */
  #pipelineWith(sanitizer: Sanitizer): SinglePipeline {
    if (this.#pipeline?.sanitizer === sanitizer) return this.#pipeline;
    const { format, color, where } = this.order;
    const settings = { ...settingsOf(this.#parts.options), sanitizer };
    const backend: Backend = {
      name: "tail:",
      maxRecord: MOST_RECORD,
      buffer: 0,
      submit: (chunk) => this.#submit(chunk),
      flush: () => Promise.resolve(),
      flushSync() {},
      close: () => Promise.resolve(),
    };
    const { tag } = settings.identity;
    const own = sinkSettings({ backend, format, color }, backend, settings);
    const sink = new Sink(backend, own, { exitTimeout: 0, tag, report() {} });
    const wrap = where === undefined ? undefined : this.#testing(settings.identity);
    const { contexts } = this.#parts;
    this.#pipeline = new SinglePipeline(sink, settings, this.#clock, contexts, wrap);
    return this.#pipeline;
  }

  /** Marks the records that fulfil the condition, when they are encoded and their values are known. */
  #testing(identity: RecordSource) {
    const test = recordTest(this.order.where ?? {}, identity);
    return (encoder: RecordEncoder) =>
      seeing(encoder, (record, out) => {
        if (test(record)) out.level |= FITS;
      });
  }

  #submit(chunk: SealedChunk): void {
    for (let i = 0; i < chunk.records; i++) {
      if (this.order.where !== undefined && (chunk.mark(i) === 0 || !this.#admits())) continue;
      this.ring.write(chunk.record(i));
    }
    chunk.release();
  }

  #admits(): boolean {
    if (this.#rate.admits(this.#time)) return true;
    this.ring.drop();
    return false;
  }
}
