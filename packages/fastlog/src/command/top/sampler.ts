import type { RecordSource } from "./source.ts";
import type { Tally } from "./tally.ts";
import type { Snapshot } from "./view.ts";

/** Makes a snapshot at the end of each interval. */
export class Sampler {
  readonly #tally: Tally;
  readonly #source: RecordSource;
  /** Milliseconds of a clock that never steps. */
  readonly #now: () => number;
  #since: number;
  /** Drops of each process at the last snapshot. */
  readonly #dropped = new Map<number, number>();

  constructor(tally: Tally, source: RecordSource, now: () => number) {
    this.#tally = tally;
    this.#source = source;
    this.#now = now;
    this.#since = now();
  }

  /** Ends the interval. */
  sample(): Snapshot {
    const now = this.#now();
    // Two looks in one millisecond give no rate.
    const seconds = Math.max(now - this.#since, 1) / 1000;
    this.#since = now;
    const tally = this.#tally;
    tally.turn();
    const processes = this.#source.processes().map((state) => {
      const before = this.#dropped.get(state.pid) ?? state.dropped;
      this.#dropped.set(state.pid, state.dropped);
      return { ...state, newDropped: Math.max(0, state.dropped - before) };
    });
    return {
      ...{ title: this.#source.title, seconds, processes, unseen: this.#source.unseen },
      // Copies: a snapshot that is paused stays as it is.
      levels: tally.levels().map((one) => ({ ...one })),
      rows: tally.rows().map((one) => ({ ...one })),
      others: { ...tally.others },
      count: tally.count,
      last: tally.last,
    };
  }
}
