import type { OffsetAt } from "./time-zone.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * When periods end: at each multiple of `every` of the local time, counted from 1970-01-01, and `at` later.
 *
 * Where the clock is put forward and skips such a time, the period ends as much later as it was put forward.
 * Where it is put back and shows a time twice, a period of more than an hour ends at the first; shorter ones
 * keep their length.
 */
export class Schedule {
  readonly #every: number;
  readonly #at: number;
  readonly #offsetAt: OffsetAt;

  /** All in milliseconds. */
  constructor(every: number, at: number, offsetAt: OffsetAt) {
    this.#every = every;
    this.#at = at;
    this.#offsetAt = offsetAt;
  }

  /** The end of the period in which a time is. */
  endAfter(time: number): number {
    const offset = this.#offsetAt(time);
    const local = time + offset;
    const end = (Math.floor((local - this.#at) / this.#every) + 1) * this.#every + this.#at;
    if (this.#every <= HOUR) return end - offset;
    // Of the offsets a day before and a day after, one is that of the end.
    const [before, after] = [
      this.#offsetAt(end - offset - DAY),
      this.#offsetAt(end - offset + DAY),
    ];
    const times = [end - before, end - after].filter(
      (candidate) => candidate > time && candidate + this.#offsetAt(candidate) === end,
    );
    return times.length > 0 ? Math.min(...times) : Math.max(time + 1, end - before);
  }
}
