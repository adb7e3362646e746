import { reportUndelivered } from "./exit-report.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Sink } from "./sink.ts";
import type { RetiredStats } from "./stats.ts";

/**
 * The pipelines that get no more records, because others were configured or all was closed. What waits in their
 * backends is delivered, or counted and told, whoever is responsible for it by then.
 */
export class Retired {
  /** Those that are being closed, each with the sinks that end with it. */
  readonly #closing = new Map<Pipeline, { readonly sinks: readonly Sink[]; done: Promise<void> }>();
  /** The sinks of the pipeline that was closed while there was no other: they are shown until there is one. */
  shown: readonly Sink[] = [];
  /** Lanes of which nothing is left, and that {@link #sums} has not. */
  #done: Sink[] = [];
  #sums: RetiredStats = { backends: 0, records: 0, bytes: 0, dropped: 0, notices: 0 };
  /** Records that no backend of theirs was given. */
  #unrouted = 0;

  /** Closes a pipeline, but for the sinks of `kept`, which go on in another one. Rejects as their backends do. */
  close(pipeline: Pipeline, kept: readonly Sink[] = []): Promise<void> {
    const sinks = pipeline.sinks.filter((sink) => !kept.includes(sink));
    const closing = { sinks, done: Promise.resolve() };
    this.#closing.set(pipeline, closing);
    closing.done = this.#close(pipeline, kept, sinks);
    return closing.done;
  }

  /** Resolves when all pipelines are closed that are being closed now, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(Array.from(this.#closing.values(), ({ done }) => done));
  }

  /** The sinks that are not done. */
  get sinks(): Sink[] {
    return Array.from(this.#closing.values(), ({ sinks }) => sinks).flat();
  }

  /** Hands the backends what is left in the batches: the process ends before the pipelines do it themselves. */
  seal(): void {
    for (const pipeline of this.#closing.keys()) {
      // No backend will ever be given it.
      if (pipeline.recorder.abandon()) this.#unrouted++;
      pipeline.seal();
    }
  }

  get unrouted(): number {
    return Array.from(this.#closing.keys()).reduce(
      (sum, { dropped }) => sum + dropped,
      this.#unrouted,
    );
  }

  /** The sums of all sinks that ended, without those that are `listed` one by one. */
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

  /** Keeps the sums of what is done only, but for the sinks that are shown. */
  #forget(): void {
    const forgotten = this.#done.filter((sink) => !this.shown.includes(sink));
    this.#done = this.#done.filter((sink) => this.shown.includes(sink));
    this.#sums = forgotten.reduce(plus, this.#sums);
  }
}

function plus(sums: RetiredStats, { batch, notices }: Sink): RetiredStats {
  const { records, bytes, dropped } = batch.counters;
  return {
    backends: sums.backends + 1,
    records: sums.records + records,
    bytes: sums.bytes + bytes,
    dropped: sums.dropped + dropped,
    notices: sums.notices + notices,
  };
}
