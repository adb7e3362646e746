import { LEVEL_NAMES, type Level, levelOf } from "../level.ts";

/**
 * Why a record was not delivered:
 *
 * - `overflow`: the buffer was full, and the record was the newest or the oldest;
 * - `refused`: the operating system did not accept it, such as a datagram that is too long;
 * - `gone`: nobody reads any more, such as from a pipe whose reader has left;
 * - `closed`: the backend was closed, or the process ended, before it was delivered.
 */
export type DropReason = "overflow" | "refused" | "gone" | "closed";

/** Number of dropped records by level. */
export type DroppedByLevel = Readonly<Record<Level, number>>;
/** Number of dropped records by reason. */
export type DroppedByReason = Readonly<Record<DropReason, number>>;

const REASONS: readonly DropReason[] = ["overflow", "refused", "gone", "closed"];

/** Counts dropped records. */
export class Losses {
  readonly byLevel: Record<Level, number>;
  readonly byReason: Record<DropReason, number> = { overflow: 0, refused: 0, gone: 0, closed: 0 };

  constructor() {
    const none = LEVEL_NAMES.map((name) => [name, 0]);
    this.byLevel = Object.fromEntries(none) as Record<Level, number>;
  }

  add(level: number, reason: DropReason): void {
    this.byLevel[levelOf(level)]++;
    this.byReason[reason]++;
  }

  /** Adds these counts to those of another one. */
  addTo(other: Losses): void {
    for (const level of LEVEL_NAMES) other.byLevel[level] += this.byLevel[level];
    for (const reason of REASONS) other.byReason[reason] += this.byReason[reason];
  }

  clear(): void {
    for (const level of LEVEL_NAMES) this.byLevel[level] = 0;
    for (const reason of REASONS) this.byReason[reason] = 0;
  }
}
