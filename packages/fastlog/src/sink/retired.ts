import { reportUndelivered } from "./exit-report.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Sink } from "./sink.ts";
import type { RetiredStats } from "./stats.ts";

/**
 * Pipelines that get no more records, because they were replaced or closed. Their backends deliver what they have, or it
 * is counted and reported.
 */
export class Retired {
  /** Pipelines that are being closed, each with the sinks that end with it. */
  readonly #closing = new Map<Pipeline, { readonly sinks: readonly Sink[]; done: Promise<void> }>();
  /** Sinks of the closed pipeline, which are shown until there is a new one. */
  shown: readonly Sink[] = [];
  /** Sinks that have nothing left, and are not in {@link #sums} yet. */
  #done: Sink[] = [];
  #sums: RetiredStats = { backends: 0, records: 0, bytes: 0, dropped: 0, notices: 0 };
  /** Records that no backend of theirs got. */
  #unrouted = 0;

  /** Closes a pipeline, except the sinks of `kept`, which go on in another one. Rejects if a backend does. */
  close(pipeline: Pipeline, kept: readonly Sink[] = []): Promise<void> {
    const sinks = pipeline.sinks.filter((sink) => !kept.includes(sink));
    const closing = { sinks, done: Promise.resolve() };
    this.#closing.set(pipeline, closing);
    closing.done = this.#close(pipeline, kept, sinks);
    return closing.done;
  }

  /** Resolves when all pipelines that are being closed are closed, successfully or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(Array.from(this.#closing.values(), ({ done }) => done));
  }

  /** Sinks that may have records to deliver. */
  get sinks(): Sink[] {
    return Array.from(this.#closing.values(), ({ sinks }) => sinks).flat();
  }

  /** Submits the rest of the batches, because the process ends before the pipelines do it themselves. */
  seal(): void {
    for (const pipeline of this.#closing.keys()) {
      // This record will never be completed.
      if (pipeline.log.abandon()) this.#unrouted++;
      pipeline.seal();
    }
  }

  get unrouted(): number {
    return Array.from(this.#closing.keys()).reduce(
      (sum, { dropped }) => sum + dropped,
      this.#unrouted,
    );
  }

  /** Sums of all sinks that have ended, without those that are `listed`. */
  stats(listed: readonly Sink[]): RetiredStats {
    const ended = [...this.#done, ...this.sinks].filter((sink) => !listed.includes(sink));
    return ended.reduce(plus, this.#sums);
  }

  async #close(pipeline: Pipeline, kept: readonly Sink[], sinks: readonly Sink[]): Promise<void> {
    try {
      await pipeline.close(kept);
    } finally {
      for (const sink of sinks) reportUndelivered(sink);
      this.#unrouted += pipeline.dropped;
      this.#closing.delete(pipeline);
      this.#done.push(...sinks);
      this.#forget();
    }
  }

  /** Adds ended sinks to the sums, except those that are shown. */
  #forget(): void {
    const forgotten = this.#done.filter((sink) => !this.shown.includes(sink));
    this.#done = this.#done.filter((sink) => this.shown.includes(sink));
    this.#sums = forgotten.reduce(plus, this.#sums);
  }
}

function plus(sums: RetiredStats, { batch, notices, repeated: own }: Sink): RetiredStats {
  const { records, bytes, dropped } = batch.counters;
  const repeated = (sums.repeated ?? 0) + own;
  return {
    backends: sums.backends + 1,
    records: sums.records + records,
    bytes: sums.bytes + bytes,
    dropped: sums.dropped + dropped,
    notices: sums.notices + notices,
    ...(repeated > 0 ? { repeated } : undefined),
  };
}
