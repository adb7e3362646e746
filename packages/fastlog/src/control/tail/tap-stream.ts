import type { Backend, SealedChunk } from "../../backend/backend.ts";
import type { Batch } from "../../batch/batch.ts";
import { type Chunk, LOOK_EVERY, MARK_SHIFT, markIn } from "../../batch/chunk.ts";
import type { Beside } from "../../call/beside-log.ts";
import { type Callee, callerPosition } from "../../call/call-site.ts";
import { CallSite } from "../../call/site.ts";
import { seeing } from "../../capture/capturing-encoder.ts";
import type { Options } from "../../config/options.ts";
import { settingsOf } from "../../config/settings.ts";
import { sinkSettings } from "../../config/sink-plan.ts";
import type { Position, RecordEncoder } from "../../encode/format/encoder.ts";
import { argumentsOf, type TypedEvent } from "../../event/event.ts";
import type { Contexts } from "../../fields/async-context.ts";
import type { Bindings } from "../../fields/bindings.ts";
import type { Sanitizer } from "../../fields/sanitizer.ts";
import { type Filter, parseFilter } from "../../filter/filter.ts";
import { type NormalCall, normalOf, prefixed } from "../../record/normalize.ts";
import type { Pipeline } from "../../sink/pipeline.ts";
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
  readonly contexts: Contexts;
  readonly options: Options;
}

/**
 * Records of this thread on their way to one client, with an encoder of their own. Each is encoded at the start of one chunk,
 * copied into the ring, and forgotten.
 */
export class TapStream implements Beside {
  readonly order: TapOrder;
  readonly filter: Filter;
  readonly isOfRest = false;
  readonly needsTarget = true;

  private readonly ring: Ring;
  private readonly parts: TapParts;
  private readonly onOver: () => void;
  private readonly rate: Rate;
  private readonly clock = new Clock();
  private readonly hasCondition: boolean;
  private pipeline: SinglePipeline | undefined = undefined;

  /** `onOver` is called when the time is over, or the client is gone. */
  constructor(order: TapOrder, ring: SharedArrayBuffer, parts: TapParts, onOver: () => void) {
    this.order = order;
    this.ring = new Ring(ring);
    this.filter = parseFilter(order.filter).filter;
    this.parts = parts;
    this.onOver = onOver;
    this.rate = new Rate(order.rate);
    this.hasCondition = order.where !== undefined;
  }

  message(
    { builder: { sanitizer } }: Pipeline,
    _: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: CallSite | undefined,
    text: string,
  ): void {
    const { filter } = this;
    if (level < filter.leastVerbose && !filter.passes(target ?? "", level)) return;
    if (filter.pattern !== undefined && !filter.pattern.test(text, target, level)) return;
    if (!this.hasRoom()) return;
    const own = this.pipelineWith(sanitizer);
    own.builder.message(level, target, this.positionOf(own, site, below), bindings, text);
    this.forward(own.batch);
  }

  call(
    { builder: { sanitizer } }: Pipeline,
    _: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: CallSite | undefined,
    template: string | readonly string[],
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    all: readonly unknown[] | undefined,
    omitted?: string,
  ): void {
    const { filter } = this;
    if (level < filter.leastVerbose && !filter.passes(target ?? "", level)) return;
    if (filter.pattern !== undefined) {
      const args = all ?? [a, b, c].slice(0, count);
      const message = this.pipelineWith(sanitizer).builder.messageOf(template, args);
      if (!filter.pattern.test(message, target, level)) return;
    }
    if (!this.hasRoom()) return;
    const own = this.pipelineWith(sanitizer);
    const position = this.positionOf(own, site, below);
    own.builder.call(level, target, position, bindings, template, count, a, b, c, all, omitted);
    this.forward(own.batch);
  }

  event(
    { builder: { sanitizer } }: Pipeline,
    _: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    event: TypedEvent,
    fields: unknown,
  ): void {
    const { filter } = this;
    if (level < filter.leastVerbose && !filter.passes(target ?? "", level)) return;
    if (filter.pattern !== undefined) {
      const args = argumentsOf(fields, undefined);
      const message = this.pipelineWith(sanitizer).builder.messageOf(event.message, args);
      if (!filter.pattern.test(message, target, level)) return;
    }
    if (!this.hasRoom()) return;
    const own = this.pipelineWith(sanitizer);
    const position = this.positionOf(own, undefined, below);
    own.builder.event(level, target, position, bindings, event, fields);
    this.forward(own.batch);
  }

  take(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    prefix: string,
  ): void {
    const { sanitizer } = pipeline.builder;
    const site = CallSite.is(first) ? first : undefined;
    const normal =
      site === undefined ? normalOf(first, given, sanitizer) : ofSite(site, given, sanitizer);
    const { args, omitted } = normal;
    const template = prefix === "" ? normal.template : prefixed(normal.template, args, prefix);
    if (typeof template === "string" && args.length === 0) {
      this.message(pipeline, isLogged, level, target, bindings, below, site, template);
      return;
    }
    const [a, b, c] = args;
    const { length } = args;
    this.call(
      pipeline,
      isLogged,
      level,
      target,
      bindings,
      below,
      site,
      template,
      length,
      a,
      b,
      c,
      args,
      omitted,
    );
  }

  /** Whether a record needs to be encoded. With a condition, only those that fulfil it are counted by the rate. */
  private hasRoom(): boolean {
    const { ring, rate } = this;
    if (ring.isClosed) {
      this.onOver();
      return false;
    }
    if (this.hasCondition) return true;
    if (rate.isSpent) {
      this.clock.read();
      if (!rate.wouldAdmit(this.clock.monotonicMs)) {
        ring.drop();
        return false;
      }
    }
    if (!ring.isFull) return true;
    ring.drop();
    return false;
  }

  private positionOf(
    { demands }: SinglePipeline,
    site: CallSite | undefined,
    below: Callee,
  ): Position | undefined {
    return site ?? (demands.printsPosition ? callerPosition(below) : undefined);
  }

  /** Copies the records of the chunk into the ring, and empties it. There is one, except after an error. */
  private forward(batch: Batch): void {
    const chunk = batch.current;
    if (chunk === undefined || chunk.records === 0) return;
    const time = this.clock.monotonicMs;
    if (time >= this.order.until) {
      this.onOver();
    } else {
      for (let i = 0, start = 0; i < chunk.records; i++) {
        const end = chunk.ends[i] as number;
        if (!this.hasCondition || markIn(chunk, i) !== 0) this.send(time, chunk, start, end);
        start = end;
      }
    }
    chunk.end = 0;
    chunk.records = 0;
    chunk.lookAt = LOOK_EVERY;
  }

  private send(time: number, { view }: Pick<Chunk, "view">, start: number, end: number): void {
    if (this.rate.admits(time)) this.ring.write(view, start, end);
    else this.ring.drop();
  }

  /**
   * The pipeline for the records of a configuration, whose sanitizer it shares: the redaction of a child is set there while
   * its record is taken.
   */
  private pipelineWith(sanitizer: Sanitizer): SinglePipeline {
    const { pipeline } = this;
    return pipeline !== undefined && pipeline.builder.sanitizer === sanitizer
      ? pipeline
      : this.makePipeline(sanitizer);
  }

  private makePipeline(sanitizer: Sanitizer): SinglePipeline {
    const { format, color, where } = this.order;
    // Each record is told: no repeats are folded.
    const settings = { ...settingsOf(this.parts.options), sanitizer, repeats: undefined };
    const backend: Backend = {
      name: "tail:",
      maxRecord: MOST_RECORD,
      buffer: 0,
      submit: (chunk) => this.submit(chunk),
      flush: () => Promise.resolve(),
      flushSync() {},
      close: () => Promise.resolve(),
    };
    const { tag } = settings.identity;
    const own = sinkSettings({ backend, format, color }, backend, settings);
    const sink = new Sink(backend, own, { exitTimeout: 0, tag, report() {} });
    const wrap = where === undefined ? undefined : this.testing(settings.identity);
    this.pipeline = new SinglePipeline(sink, settings, this.clock, this.parts.contexts, wrap);
    return this.pipeline;
  }

  /** Marks the records that fulfil the condition, when they are encoded and their values are known. */
  private testing(identity: RecordSource) {
    const test = recordTest(this.order.where ?? {}, identity);
    return (encoder: RecordEncoder) =>
      seeing(encoder, (record, out) => {
        if (test(record)) out.level |= FITS;
      });
  }

  /** A chunk was full nevertheless. */
  private submit(chunk: SealedChunk): void {
    const { content } = chunk;
    const view = new DataView(content.buffer, content.byteOffset);
    for (let i = 0; i < chunk.records; i++) {
      if (this.hasCondition && chunk.mark(i) === 0) continue;
      const start = i === 0 ? 0 : chunk.endOf(i - 1);
      this.send(this.clock.monotonicMs, { view }, start, chunk.endOf(i));
    }
    chunk.release();
  }
}

function ofSite(
  { template }: CallSite,
  args: readonly unknown[],
  sanitizer: Sanitizer,
): NormalCall {
  if (template !== undefined) return { template, args, omitted: undefined };
  return normalOf(args.length === 0 ? "" : args[0], args.slice(1), sanitizer);
}
