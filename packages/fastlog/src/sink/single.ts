import type { Batch } from "../batch/batch.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import type { Demands } from "../encode/format/line-template.ts";
import type { Contexts } from "../fields/async-context.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import { LEVELS, numberOf } from "../level.ts";
import { WHOLE } from "../record/normalize.ts";
import { RecordBuilder } from "../record/record-builder.ts";
import { hasStack } from "../stack.ts";
import { withoutPasswords } from "../text/without-passwords.ts";
import type { Clock } from "../time/clock.ts";
import { uptime } from "../time/system-time.ts";
import { encoderFactory } from "./encoder-factory.ts";
import type { FormattedBatch, Pipeline, Taker } from "./pipeline.ts";
import type { Repeats } from "./repeats.ts";
import { repeatsOf, writeRepeats } from "./repeats-of.ts";
import type { Settings } from "./settings.ts";
import type { NoticeFields, Sink } from "./sink.ts";

/** Target of fastlog's own notices. */
export const OWN_TARGET = "fastlog";

/** The usual pipeline: one sink, whose batch the builder writes to. */
export class SinglePipeline implements Pipeline {
  builder: Taker;
  readonly log: RecordBuilder;
  readonly sinks: readonly Sink[];
  readonly batch: Batch;
  /** 0: its sink counts them. */
  readonly dropped = 0;
  flushFrom: number;

  readonly #sink: Sink;
  readonly #flushOn: number;
  #deadline: number | undefined;
  /** A flush waits until the record that is being written is whole. One is enough. */
  #isFlushDue = false;

  /** `wrap` may wrap each encoder. */
  constructor(
    sink: Sink,
    settings: Settings,
    clock: Clock,
    contexts: Contexts,
    wrap?: (encoder: RecordEncoder) => RecordEncoder,
  ) {
    const { sanitizer, base, flushOn } = settings;
    const { maxRecord, buffer } = sink.settings;
    const repeats = repeatsOf(sink, settings, clock);
    const encoder = encoderFactory(sink.settings, settings, clock, contexts, wrap, repeats);
    this.sinks = [sink];
    this.batch = sink.batch;
    this.#sink = sink;
    this.#flushOn = numberOf(flushOn);
    this.flushFrom = this.#flushOn;
    this.log = new RecordBuilder(
      { encoder, clock, maxRecord, buffer, sanitizer, contexts, base },
      sink.batch,
    );
    this.builder = this.log;
    sink.tell = (message, fields) => this.#tell(message, fields);
    sink.repeats = repeats;
    repeats?.writeBy((level, target) => this.#tellRepeats(repeats, level, target));
  }

  builderOf(): RecordBuilder {
    return this.log;
  }

  get batches(): readonly FormattedBatch[] {
    return [{ batch: this.batch, format: this.#sink.settings.format }];
  }

  get flushAfter(): number {
    return this.#sink.settings.flushAfter;
  }

  get sanitizer(): Sanitizer {
    return this.log.sanitizer;
  }

  get demands(): Demands {
    return this.log.encoder;
  }

  seal(): void {
    this.#sink.batch.seal();
  }

  whenIdle(action: () => void): void {
    this.#sink.batch.whenIdle(action);
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
    const { batch } = this.#sink;
    batch.whenIdle(() => {
      this.#isFlushDue = false;
      batch.sealNow();
      flushNow([this.#sink], this.#deadline);
    });
  }

  flush(timeout: number | undefined): Promise<void> {
    return this.#handOver(() => this.#sink.backend.flush(timeout));
  }

  reopen(): void {
    const { batch, backend } = this.#sink;
    batch.whenIdle(() => {
      batch.sealNow();
      backend.reopen?.();
    });
  }

  close(kept: readonly Sink[] = []): Promise<void> {
    return this.#handOver(async () => {
      await recordInProgress();
      this.seal();
      if (!kept.includes(this.#sink)) await this.#sink.close();
    });
  }

  #tell(message: () => string | undefined, fields?: NoticeFields): void {
    const { batch } = this.#sink;
    batch.whenIdle(() => {
      const text = message();
      if (text === undefined) return;
      writeTold(this.log, text, fields);
      batch.sealNow();
    });
  }

  #tellRepeats(repeats: Repeats, level: number, target: string | undefined): void {
    const { batch } = this.#sink;
    batch.whenIdle(() => {
      writeRepeats(this.log, repeats, level, target);
      batch.sealNow();
    });
  }

  #handOver(then: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sink.batch.whenIdle(() => {
        this.#sink.batch.sealNow();
        // A backend of the program may throw instead of rejecting.
        attempt(then).then(resolve, reject);
      });
    });
  }
}

/** Writes a notice about the sink of a builder. */
export function writeTold(builder: RecordBuilder, text: string, fields?: NoticeFields): void {
  const message = withoutPasswords(text);
  const none = undefined;
  const { warn } = LEVELS;
  if (fields === undefined) builder.message(warn, OWN_TARGET, none, none, message);
  else builder.call(warn, OWN_TARGET, none, none, WHOLE, 2, message, fields, none, none, none);
}

/**
 * Flushes backends synchronously. They share the time until the deadline: what one does not use is left to the others.
 */
export function flushNow(sinks: readonly Sink[], deadline: number | undefined): void {
  sinks.forEach(({ backend }, i) => {
    try {
      if (deadline === undefined) backend.flushSync();
      else backend.flushSync(Math.max(1, (deadline - uptime()) / (sinks.length - i)));
    } catch {
      // A backend must not throw. It still has its chunks.
    }
  });
}

/**
 * Resolves when the record that may be half written now is whole. Failing backends call a hook, which may close the
 * pipeline or configure another one.
 */
export function recordInProgress(): Promise<void> {
  return Promise.resolve();
}

export async function attempt(action: () => Promise<void>): Promise<void> {
  await action();
}
