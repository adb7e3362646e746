import type { SealedChunk } from "../../backend/backend.ts";
import { type Chunk, LOOK_EVERY, markIn } from "../../batch/chunk.ts";
import type { Beside } from "../../call/beside-log.ts";
import { type Callee, callerPosition } from "../../call/call-site.ts";
import { isSite, type KnownSite } from "../../call/is-site.ts";
import type { Position } from "../../encode/format/encoder.ts";
import { argumentsOf, type TypedEvent } from "../../event/event.ts";
import type { Bindings } from "../../fields/bindings.ts";
import type { Sanitizer } from "../../fields/sanitizer.ts";
import { type Filter, parseFilter } from "../../filter/filter.ts";
import { type NormalCall, normalOf, prefixed } from "../../record/normalize.ts";
import type { Pipeline } from "../../sink/pipeline.ts";
import type { SinglePipeline } from "../../sink/single.ts";
import { Clock } from "../../time/clock.ts";
import { Rate } from "./rate.ts";
import { pathsOf } from "./record-test.ts";
import { Ring } from "./ring.ts";
import { TapEncoders, type TapParts } from "./tap-encoders.ts";
import type { TapOrder } from "./tap-order.ts";
import { plainNames } from "./tested-call.ts";

/**
 * Records of this thread on their way to one client, with an encoder of their own. Each is encoded at the start of one
 * chunk, copied into the ring, and forgotten.
 */
export class TapStream implements Beside {
  readonly order: TapOrder;
  readonly filter: Filter;
  readonly needsTarget = true;

  private readonly ring: Ring;
  private readonly parts: TapParts;
  private readonly onOver: () => void;
  private readonly rate: Rate;
  private readonly clock = new Clock();
  /** Names of fields that the condition asks for. */
  private readonly names: readonly string[];
  private encoders: TapEncoders | undefined = undefined;

  /** `onOver` is called when the time is over, or the client is gone. */
  constructor(order: TapOrder, ring: SharedArrayBuffer, parts: TapParts, onOver: () => void) {
    this.order = order;
    this.ring = new Ring(ring);
    this.filter = parseFilter(order.filter).filter;
    this.parts = parts;
    this.onOver = onOver;
    this.rate = new Rate(order.rate);
    this.names = order.where === undefined ? [] : plainNames(pathsOf(order.where));
  }

  message(
    { builder: { sanitizer } }: Pipeline,
    _: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
    text: string,
  ): void {
    const { filter } = this;
    if (level < filter.leastVerbose && !filter.passes(target ?? "", level)) return;
    if (filter.pattern !== undefined && !filter.pattern.test(text, target, level)) return;
    const own = this.encodersWith(sanitizer).forMessage(level, target, bindings, text);
    if (own === undefined || !this.hasRoom(own)) return;
    own.log.message(level, target, this.positionOf(own, site, below), bindings, text);
    this.forward(own);
  }

  call(
    { builder: { sanitizer } }: Pipeline,
    _: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
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
    const encoders = this.encodersWith(sanitizer);
    if (filter.pattern !== undefined) {
      const args = all ?? [a, b, c].slice(0, count);
      const message = encoders.usual.log.messageOf(template, args);
      if (!filter.pattern.test(message, target, level)) return;
    }
    const own = encoders.forCall(level, target, bindings, template, count, a, b, c);
    if (own === undefined || !this.hasRoom(own)) return;
    const position = this.positionOf(own, site, below);
    own.log.call(level, target, position, bindings, template, count, a, b, c, all, omitted);
    this.forward(own);
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
    const encoders = this.encodersWith(sanitizer);
    if (filter.pattern !== undefined) {
      const args = argumentsOf(fields, undefined);
      const message = encoders.usual.log.messageOf(event.message, args);
      if (!filter.pattern.test(message, target, level)) return;
    }
    const own = encoders.forEvent(level, target, bindings, fields);
    if (own === undefined || !this.hasRoom(own)) return;
    const position = this.positionOf(own, undefined, below);
    own.log.event(level, target, position, bindings, event, fields);
    this.forward(own);
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
    const site = isSite(first) ? first : undefined;
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

  /**
   * Whether a record is encoded; if not, it counts as dropped. A record whose condition is not yet decided is always
   * encoded, and counted only if it fulfils the condition.
   */
  private hasRoom(own: SinglePipeline): boolean {
    const { ring, rate } = this;
    if (ring.isClosed) {
      this.onOver();
      return false;
    }
    if (this.isMarking(own)) return true;
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

  private isMarking(own: SinglePipeline): boolean {
    return this.encoders?.isMarking(own) === true;
  }

  private positionOf(
    { demands }: SinglePipeline,
    site: KnownSite | undefined,
    below: Callee,
  ): Position | undefined {
    return site ?? (demands.printsPosition ? callerPosition(below) : undefined);
  }

  /** Copies the records of the chunk into the ring, and empties the chunk. It has one record, except after an error. */
  private forward(own: SinglePipeline): void {
    const chunk = own.batch.current;
    if (chunk === undefined || chunk.records === 0) return;
    const isMarking = this.isMarking(own);
    const time = this.clock.monotonicMs;
    if (time >= this.order.until) {
      this.onOver();
    } else {
      for (let i = 0, start = 0; i < chunk.records; i++) {
        const end = chunk.ends[i] as number;
        if (!isMarking || markIn(chunk, i) !== 0) this.send(time, chunk, start, end);
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

  private encodersWith(sanitizer: Sanitizer): TapEncoders {
    const { encoders } = this;
    if (encoders !== undefined && encoders.sanitizer === sanitizer) return encoders;
    const { order, names, parts, clock } = this;
    this.encoders = new TapEncoders(sanitizer, order, names, parts, clock, (...of) => {
      this.submit(...of);
    });
    return this.encoders;
  }

  /** A chunk was full nevertheless. */
  private submit(chunk: SealedChunk, isMarking: boolean): void {
    const { content } = chunk;
    const view = new DataView(content.buffer, content.byteOffset);
    for (let i = 0; i < chunk.records; i++) {
      if (isMarking && chunk.mark(i) === 0) continue;
      const start = i === 0 ? 0 : chunk.endOf(i - 1);
      this.send(this.clock.monotonicMs, { view }, start, chunk.endOf(i));
    }
    chunk.release();
  }
}

function ofSite(
  { template }: KnownSite,
  args: readonly unknown[],
  sanitizer: Sanitizer,
): NormalCall {
  if (template !== undefined) return { template, args, omitted: undefined };
  return normalOf(args.length === 0 ? "" : args[0], args.slice(1), sanitizer);
}
