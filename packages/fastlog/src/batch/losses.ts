import { LEVEL_NAMES, type Level, levelOf } from "../level.ts";

/**
 * Why a record was not delivered:
 *
 * - `overflow`: the buffer was full, and this one was the newest, or the oldest;
 * - `refused`: the operating system did not take it, as a datagram that is too long;
 * - `gone`: nobody reads any more, as behind a pipe whose reader has left;
 * - `closed`: the backend was closed, or the process ended, before it could be delivered.
 */
export type DropReason = "overflow" | "refused" | "gone" | "closed";

/** How many records were dropped, by level. */
export type DroppedByLevel = Readonly<Record<Level, number>>;
/** How many records were dropped, by the reason. */
export type DroppedByReason = Readonly<Record<DropReason, number>>;

const REASONS: readonly DropReason[] = ["overflow", "refused", "gone", "closed"];

/** Counts the records that were dropped. */
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

  /** Adds what was counted here to another one. */
  addTo(other: Losses): void {
    for (const level of LEVEL_NAMES) other.byLevel[level] += this.byLevel[level];
    for (const reason of REASONS) other.byReason[reason] += this.byReason[reason];
  }

  clear(): void {
    for (const level of LEVEL_NAMES) this.byLevel[level] = 0;
    for (const reason of REASONS) this.byReason[reason] = 0;
  }
}
