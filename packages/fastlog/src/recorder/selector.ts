import type { Batch } from "../batch/batch.ts";
import type { Dispatcher } from "../call/dispatcher.ts";
import type { Recording } from "../call/recording.ts";
import type { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { Position } from "../encode/format/encoder.ts";
import type { TypedEvent } from "../event/event.ts";
import type { Contexts } from "../fields/async-context.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { AnyTemplate } from "../message/site-template.ts";
import type { RecordBuilder } from "../record/record-builder.ts";
import type { Taker } from "../sink/pipeline.ts";
import type { OpenedContext } from "./context-recording.ts";
import { Keeper } from "./keeper.ts";
import type { RequestRing } from "./request-rings.ts";
import { NEVER, type Verdict, type Verdicts } from "./verdicts.ts";

/** The recorder, as its selector uses it. */
export interface Selecting {
  /** Writes the kept records ahead of a record that causes a dump, whose level this is. Never throws. */
  severe(level: number): void;
  /** The batch of the rings of requests, for the next record of one of them; `undefined` if it cannot be kept. */
  batchOf(ring: RequestRing): Batch | undefined;
}

/** The parts that a selector is made of. */
export interface SelectorParts {
  readonly of: Selecting;
  readonly dispatcher: Pick<Dispatcher, "isForced">;
  readonly contexts: Contexts;
  readonly verdicts: Verdicts;
  /** Takes the records of the log. */
  readonly log: Taker;
  /** Writes the records of the sink that gets the kept ones. */
  readonly builder: RecordBuilder;
  /** Batch of the ring of the thread; `undefined` without one. */
  readonly ring: Batch | undefined;
}

/**
 * Stands in front of the builder of the log while there is a recorder. A record that the filter lets pass goes on to the
 * log; any other goes to a ring. The same builder encodes both: it is told for each record which batch to write to, so that
 * V8 still sees only one builder, and a message, a template or bindings are encoded once.
 */
export class Selector implements Taker, Recording {
  readonly log: Taker;
  readonly sanitizer: Sanitizer;
  /** From this level on, the recorder is told before a record is logged. */
  severeFrom: number = NEVER;
  /** Contexts that let more pass, or have rings, are under way. */
  hasContexts = false;
  /** For now, records for the ring are logged. */
  isOpen = false;

  private readonly parts: SelectorParts;
  private readonly ring: Batch | undefined;
  private readonly dispatcher: Pick<Dispatcher, "isForced">;
  private readonly keeper: Keeper;
  private readonly writer: RecordWriter;
  /** The last target, and its verdict. */
  private target: string | undefined;
  private verdict: Verdict;

  constructor(parts: SelectorParts) {
    this.parts = parts;
    this.log = parts.log;
    this.ring = parts.ring;
    this.dispatcher = parts.dispatcher;
    this.sanitizer = parts.log.sanitizer;
    this.keeper = new Keeper(parts.builder);
    this.writer = parts.builder.writer;
    this.verdict = parts.verdicts.of(undefined);
  }

  /** The verdicts have changed. */
  renew(): void {
    this.target = undefined;
    this.verdict = this.parts.verdicts.of(undefined);
  }

  /** Gives the mark of each record of the ring; `undefined` if they need none. */
  set position(position: (() => number) | undefined) {
    this.keeper.position = position;
  }

  message(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    text: string,
  ): void {
    const verdict = target === this.target ? this.verdict : this.find(target);
    if (level >= verdict.logged) {
      if (level >= this.severeFrom) this.parts.of.severe(level);
      // The mark may be that of a kept record inside which this one is logged.
      this.writer.mark = 0;
      this.log.message(level, verdict.target, position, bindings, text);
    } else {
      const taker = this.select(level, verdict);
      taker?.message(level, verdict.target, position, bindings, text);
    }
  }

  call(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    template: AnyTemplate,
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    all: readonly unknown[] | undefined,
    omitted: string | undefined,
  ): void {
    const verdict = target === this.target ? this.verdict : this.find(target);
    const name = verdict.target;
    if (level >= verdict.logged) {
      if (level >= this.severeFrom) this.parts.of.severe(level);
      // The mark may be that of a kept record inside which this one is logged.
      this.writer.mark = 0;
      this.log.call(level, name, position, bindings, template, count, a, b, c, all, omitted);
    } else {
      const taker = this.select(level, verdict);
      taker?.call(level, name, position, bindings, template, count, a, b, c, all, omitted);
    }
  }

  event(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    event: TypedEvent,
    fields: unknown,
  ): void {
    const verdict = target === this.target ? this.verdict : this.find(target);
    if (level >= verdict.logged) {
      if (level >= this.severeFrom) this.parts.of.severe(level);
      // The mark may be that of a kept record inside which this one is logged.
      this.writer.mark = 0;
      this.log.event(level, verdict.target, position, bindings, event, fields);
    } else {
      const taker = this.select(level, verdict);
      taker?.event(level, verdict.target, position, bindings, event, fields);
    }
  }

  messageOf(template: AnyTemplate, args: readonly unknown[]): string {
    return this.log.messageOf(template, args);
  }

  abandon(): boolean {
    const wasWriting = this.log.abandon();
    this.keeper.reset();
    return wasWriting;
  }

  logs(level: number, target: string | undefined): boolean {
    const verdict = this.find(target);
    if (level >= verdict.logged) return true;
    const opened = this.opened;
    if (opened === undefined) return false;
    const isOpen = opened.ring?.isOpen === true && level >= verdict.inRequest;
    return isOpen || opened.passes(verdict.target, level);
  }

  logging(level: number): void {
    if (level >= this.severeFrom) this.parts.of.severe(level);
    this.writer.mark = 0;
  }

  otherwise(level: number, target: string | undefined): Taker | undefined {
    return this.select(level, this.find(target));
  }

  private find(target: string | undefined): Verdict {
    const verdict = this.parts.verdicts.of(target);
    this.target = target;
    this.verdict = verdict;
    return verdict;
  }

  /** Selects the taker of a record that the filter of the program does not let pass. */
  private select(level: number, verdict: Verdict): Taker | undefined {
    const { ring, keeper } = this;
    if (this.hasContexts || this.isOpen || this.dispatcher.isForced) {
      return this.selectOther(level, verdict);
    }
    if (level < verdict.kept || ring === undefined) return undefined;
    keeper.ring = ring;
    return keeper;
  }

  private selectOther(level: number, verdict: Verdict): Taker | undefined {
    const { log, dispatcher, keeper } = this;
    this.writer.mark = 0;
    if (dispatcher.isForced) {
      dispatcher.isForced = false;
      return log;
    }
    let batch = level < verdict.kept ? undefined : this.ring;
    let isOpen = this.isOpen;
    const opened = this.opened;
    if (opened !== undefined) {
      if (opened.passes(verdict.target, level)) return log;
      const own = opened.ring;
      if (own !== undefined) {
        if (level < verdict.inRequest) return undefined;
        isOpen = own.isOpen;
        if (!isOpen) batch = this.parts.of.batchOf(own);
      }
    }
    if (isOpen) return batch === undefined && opened?.ring === undefined ? undefined : log;
    if (batch === undefined) return undefined;
    keeper.ring = batch;
    return keeper;
  }

  /** The filters and the ring of the present context. */
  private get opened(): OpenedContext | undefined {
    if (!this.hasContexts) return undefined;
    const opened = this.parts.contexts.current?.recording as OpenedContext | undefined;
    return opened === undefined || opened.isOver ? undefined : opened;
  }
}
