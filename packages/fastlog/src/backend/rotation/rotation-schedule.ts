import type { OffsetAt } from "./time-zone.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * The ends of periods: at each multiple of `every` in local time since 1970-01-01, plus `at`.
 *
 * If the clock is put forward and skips an end, the period ends later by as much. If it is put back and shows an end
 * twice, periods of more than an hour end at the first time, and shorter ones keep their length.
 */
export class Schedule {
  readonly #every: number;
  readonly #at: number;
  readonly #offsetAt: OffsetAt;

  /** `every` and `at` are in milliseconds. */
  constructor(every: number, at: number, offsetAt: OffsetAt) {
    this.#every = every;
    this.#at = at;
    this.#offsetAt = offsetAt;
  }

  /** The end of the period that contains a time. */
  endAfter(time: number): number {
    const offset = this.#offsetAt(time);
    const local = time + offset;
    const end = (Math.floor((local - this.#at) / this.#every) + 1) * this.#every + this.#at;
    if (this.#every <= HOUR) return end - offset;
    // The offset at the end is that of a day before or of a day after.
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
