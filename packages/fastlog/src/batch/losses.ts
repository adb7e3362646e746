import { allLevels, type Level } from "../level.ts";
import { MAX_LEVEL } from "../own-levels.ts";

/**
 * Why a record was not delivered:
 *
 * - `overflow`: the buffer was full, and the record was the newest or the oldest;
 * - `refused`: the operating system did not accept it, such as a datagram that is too long, or the
 *   receiver refused it, such as a collector of OpenTelemetry;
 * - `gone`: nobody reads any more, such as from a pipe whose reader has left;
 * - `closed`: the backend was closed, or the process ended, before it was delivered.
 */
export type DropReason = "overflow" | "refused" | "gone" | "closed";

/** Number of dropped records by level: of the six, and of those that `createLevels` has made. */
export type DroppedByLevel = Readonly<Record<Level, number>> & {
  readonly [level: string]: number;
};
/** Number of dropped records by reason. */
export type DroppedByReason = Readonly<Record<DropReason, number>>;

const REASONS: readonly DropReason[] = ["overflow", "refused", "gone", "closed"];

/** Counts dropped records. */
export class Losses {
  /** Indexed by the level's number. */
  readonly #byNumber: number[] = new Array(MAX_LEVEL + 1).fill(0);
  readonly byReason: Record<DropReason, number> = { overflow: 0, refused: 0, gone: 0, closed: 0 };

  get byLevel(): DroppedByLevel {
    const counts = allLevels().map(({ name, number }) => [name, this.#byNumber[number]]);
    return Object.fromEntries(counts) as DroppedByLevel;
  }

  add(level: number, reason: DropReason): void {
    this.#byNumber[level] = (this.#byNumber[level] as number) + 1;
    this.byReason[reason]++;
  }

  /** Adds these counts to those of another one. */
  addTo(other: Losses): void {
    this.#byNumber.forEach((count, level) => {
      other.#byNumber[level] = (other.#byNumber[level] as number) + count;
    });
    for (const reason of REASONS) other.byReason[reason] += this.byReason[reason];
  }

  clear(): void {
    this.#byNumber.fill(0);
    for (const reason of REASONS) this.byReason[reason] = 0;
  }
}
