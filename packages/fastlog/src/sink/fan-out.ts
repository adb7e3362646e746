import type { Batch } from "../batch/batch.ts";
import type { Position } from "../encode/format/encoder.ts";
import type { Demands } from "../encode/format/line-template.ts";
import type { TypedEvent } from "../event/event.ts";
import type { Contexts } from "../fields/async-context.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import { numberOf } from "../level.ts";
import type { AnyTemplate } from "../message/site-template.ts";
import type { RecordBuilder } from "../record/record-builder.ts";
import { hasStack } from "../stack.ts";
import type { Clock } from "../time/clock.ts";
import {
  asksTarget,
  type Group,
  grouped,
  type Member,
  type MessageOf,
  makeGroup,
  select,
} from "./fan-out-group.ts";
import type { FormattedBatch, Pipeline, Taker } from "./pipeline.ts";
import type { Settings } from "./settings.ts";
import { attempt, flushNow, recordInProgress } from "./single.ts";
import type { Sink } from "./sink.ts";

/**
 * Several sinks side by side, each with its own filter, format and buffer:
 *
 * ```text
 *  record ─► group of a format ─► chunk ─► tee ─► batch ─► backend
 *        └─► group of another  ─► chunk ─► tee ─► batch ─► backend
 *                                             └─► batch ─► backend
 * ```
 *
 * A record is marked with the sinks whose filters it passes, and encoded once for each format. The tee copies it into
 * their batches. Each batch drops it or waits by itself.
 */
export class FanOut implements Pipeline, Taker {
  readonly sinks: readonly Sink[];
  readonly demands: Demands;
  readonly sanitizer: Sanitizer;
  builder: Taker = this;
  readonly log: Taker = this;
  flushFrom: number;

  readonly #groups: readonly Group[];
  readonly #flushOn: number;
  #deadline: number | undefined;
  /** A flush waits until the record that is being written is whole. One is enough. */
  #isFlushDue = false;
  /** Records of groups that could not be counted there, because the stack was full. */
  #lost = 0;

  constructor(sinks: readonly Sink[], settings: Settings, clock: Clock, contexts: Contexts) {
    this.sinks = sinks;
    this.sanitizer = settings.sanitizer;
    this.#flushOn = numberOf(settings.flushOn);
    this.flushFrom = this.#flushOn;
    const isApart = settings.repeats !== undefined;
    this.#groups = grouped(sinks, isApart).map((members) => {
      return makeGroup(members, settings, clock, contexts);
    });
    const demands = this.#groups.map(({ builder }) => builder.encoder);
    this.demands = {
      printsTarget: demands.some(({ printsTarget }) => printsTarget) || sinks.some(asksTarget),
      printsPosition: demands.some(({ printsPosition }) => printsPosition),
    };
  }

  builderOf(sink: Sink): RecordBuilder {
    const own = this.#groups.find(({ members }) => members.some((member) => member.sink === sink));
    return (own ?? (this.#groups[0] as Group)).builder;
  }

  get batches(): readonly FormattedBatch[] {
    const groups = this.#groups.map(({ batch, members }) => {
      return { batch, format: (members[0] as Member).sink.settings.format };
    });
    return [...groups, ...this.sinks.map(({ batch, settings: { format } }) => ({ batch, format }))];
  }

  get flushAfter(): number {
    return Math.min(...this.sinks.map(({ settings }) => settings.flushAfter));
  }

  get dropped(): number {
    return this.#groups.reduce((sum, { batch }) => sum + batch.counters.dropped, this.#lost);
  }

  message(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    text: string,
  ): void {
    this.#write(
      level,
      target,
      () => text,
      (builder) => builder.message(level, target, position, bindings, text),
    );
  }

  call(...call: Parameters<RecordBuilder["call"]>): void {
    const [level, target, , , template, count, a, b, c, all] = call;
    const message = () => this.messageOf(template, all ?? [a, b, c].slice(0, count));
    this.#write(level, target, message, (builder) => builder.call(...call));
  }

  event(
    level: number,
    target: string | undefined,
    position: Position | undefined,
    bindings: Bindings | undefined,
    event: TypedEvent,
    fields: unknown,
  ): void {
    const message = () => this.messageOf(event.message, [fields]);
    this.#write(level, target, message, (builder) =>
      builder.event(level, target, position, bindings, event, fields),
    );
  }

  /**
   * Writes a record to every group that it passes. User code that runs meanwhile, such as `toJSON`, may log, configure and
   * close. Each group counts as writing until its turn, so that nested records follow this one in every group, and actions
   * between two records run when all groups have it.
   */
  #write(
    level: number,
    target: string | undefined,
    message: MessageOf,
    write: (builder: RecordBuilder) => void,
  ): void {
    const groups = this.#groups;
    // Bits and loops without calls: an exception with a full stack must not leave a group held.
    let held = 0;
    try {
      for (let i = 0; i < groups.length; i++) {
        const { batch } = groups[i] as Group;
        if (batch.isWriting) continue;
        batch.isWriting = true;
        held |= 1 << i;
      }
      for (let i = 0; i < groups.length; i++) {
        const group = groups[i] as Group;
        const isHeld = (held & (1 << i)) !== 0;
        try {
          const isSelected = select(group, level, target, message);
          if (isHeld) group.batch.isWriting = false;
          if (isSelected) write(group.builder);
          if (isHeld) group.builder.finish();
        } catch {
          // The pattern of a filter met a value that throws, or the stack is full.
          try {
            group.builder.missed(level);
          } catch {
            this.#lost++;
          }
        } finally {
          if (isHeld) group.batch.isWriting = false;
          held &= ~(1 << i);
        }
      }
    } finally {
      for (let i = 0; i < groups.length; i++) {
        if ((held & (1 << i)) !== 0) (groups[i] as Group).batch.isWriting = false;
      }
    }
  }

  messageOf(template: AnyTemplate, args: readonly unknown[]): string {
    return (this.#groups[0] as Group).builder.messageOf(template, args);
  }

  abandon(): boolean {
    return this.#groups.filter(({ builder }) => builder.abandon()).length > 0;
  }

  seal(): void {
    for (const { batch, members } of this.#groups) {
      batch.whenIdle(() => {
        batch.sealNow();
        for (const { sink } of members) sink.batch.sealNow();
      });
    }
  }

  whenIdle(action: () => void): void {
    // Nested, so that it runs between two records of every group.
    const [first, ...others] = this.#groups.map(({ batch }) => batch) as [Batch, ...Batch[]];
    const all = others.reduceRight<() => void>((then, batch) => () => batch.whenIdle(then), action);
    first.whenIdle(all);
  }

  writeAtOnce(ending: boolean, deadline?: number): void {
    this.flushFrom = ending ? 0 : this.#flushOn;
    this.#deadline = deadline;
  }

  flushSync(): void {
    // With a full stack a backend could throw in the middle; the end of the turn does it.
    if (!hasStack()) return;
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    this.whenIdle(() => {
      this.#isFlushDue = false;
      this.seal();
      flushNow(this.sinks, this.#deadline);
    });
  }

  flush(timeout: number | undefined): Promise<void> {
    return this.#each(this.sinks, ({ backend }) => backend.flush(timeout));
  }

  reopen(): void {
    this.whenIdle(() => {
      this.seal();
      for (const { backend } of this.sinks) backend.reopen?.();
    });
  }

  close(kept: readonly Sink[] = []): Promise<void> {
    const sinks = this.sinks.filter((sink) => !kept.includes(sink));
    return new Promise((resolve, reject) => {
      this.whenIdle(() => {
        this.seal();
        // A record may have been written for some of the formats only.
        recordInProgress()
          .then(() => this.#each(sinks, (sink) => sink.close()))
          .then(resolve, reject);
      });
    });
  }

  /** Runs an action for all sinks, whatever fails. Rejects with the first failure. */
  #each(sinks: readonly Sink[], action: (sink: Sink) => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.whenIdle(() => {
        this.seal();
        const all = sinks.map((sink) => attempt(() => action(sink)));
        Promise.allSettled(all)
          .then(() => Promise.all(all))
          .then(() => resolve(), reject);
      });
    });
  }
}
