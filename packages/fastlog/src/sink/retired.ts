import { tellLeft } from "./exit-report.ts";
import type { Route } from "./pipeline.ts";
import type { Lane } from "./sink.ts";
import type { RetiredStats } from "./stats.ts";

/**
 * The routes that get no more records, because others were configured or all was closed. What waits in their
 * backends is delivered, or counted and told, whoever is responsible for it by then.
 */
export class Retired {
  /** Those that are being closed, each with the lanes that end with it. */
  readonly #closing = new Map<Route, { readonly lanes: readonly Lane[]; done: Promise<void> }>();
  /** The lanes of the route that was closed while there was no other: they are shown until there is one. */
  shown: readonly Lane[] = [];
  /** Lanes of which nothing is left, and that {@link #sums} has not. */
  #done: Lane[] = [];
  #sums: RetiredStats = { backends: 0, records: 0, bytes: 0, dropped: 0, notices: 0 };
  /** Records that no backend of theirs was given. */
  #unrouted = 0;

  /** Closes a route, but for the lanes of `kept`, which go on in another one. Rejects as their backends do. */
  close(route: Route, kept: readonly Lane[] = []): Promise<void> {
    const lanes = route.lanes.filter((lane) => !kept.includes(lane));
    const closing = { lanes, done: Promise.resolve() };
    this.#closing.set(route, closing);
    closing.done = this.#close(route, kept, lanes);
    return closing.done;
  }

  /** Resolves when all routes are closed that are being closed now, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(Array.from(this.#closing.values(), ({ done }) => done));
  }

  /** The lanes that are not done. */
  get lanes(): Lane[] {
    return Array.from(this.#closing.values(), ({ lanes }) => lanes).flat();
  }

  /** Hands the backends what is left in the batches: the process ends before the routes do it themselves. */
  seal(): void {
    for (const route of this.#closing.keys()) {
      // No backend will ever be given it.
      if (route.recorder.abandon()) this.#unrouted++;
      route.seal();
    }
  }

  get unrouted(): number {
    return Array.from(this.#closing.keys()).reduce(
      (sum, { dropped }) => sum + dropped,
      this.#unrouted,
    );
  }

  /** The sums of all lanes that ended, without those that are `listed` one by one. */
  stats(listed: readonly Lane[]): RetiredStats {
    const ended = [...this.#done, ...this.lanes].filter((lane) => !listed.includes(lane));
    return ended.reduce(plus, this.#sums);
  }

  async #close(route: Route, kept: readonly Lane[], lanes: readonly Lane[]): Promise<void> {
    try {
      await route.close(kept);
    } finally {
      for (const lane of lanes) tellLeft(lane);
      this.#unrouted += route.dropped;
      this.#closing.delete(route);
      this.#done.push(...lanes);
      this.#forget();
    }
  }

  /** Keeps the sums of what is done only, but for the lanes that are shown. */
  #forget(): void {
    const forgotten = this.#done.filter((lane) => !this.shown.includes(lane));
    this.#done = this.#done.filter((lane) => this.shown.includes(lane));
    this.#sums = forgotten.reduce(plus, this.#sums);
  }
}

function plus(sums: RetiredStats, { batch, notices }: Lane): RetiredStats {
  const { records, bytes, dropped } = batch.counters;
  return {
    backends: sums.backends + 1,
    records: sums.records + records,
    bytes: sums.bytes + bytes,
    dropped: sums.dropped + dropped,
    notices: sums.notices + notices,
  };
}
