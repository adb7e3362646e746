import type { Overflow } from "../backend.ts";
import { bytes, choice, type Kinds } from "./option-kinds.ts";
import { WAIT_KINDS, type WaitOptions } from "./wait-options.ts";

/** Options of the buffer in front of a backend, in place of those of `configure()`. */
export interface PoolOptions extends WaitOptions {
  /**
   * Memory for records that wait, in bytes, up to 1 TiB. Default: `buffer` of `configure()`, 4,194,304;
   * 33,554,432 with `delivery=at-least-once`.
   */
  readonly buffer?: number | undefined;
  /** Which records are dropped when the buffer is full. Default: `overflow` of `configure()`, `drop-newest`. */
  readonly overflow?: Overflow | undefined;
}

/** The most that an option in bytes accepts. */
export const MAX_BYTES: number = 2 ** 40;

export const POOL_KINDS: Kinds = {
  buffer: bytes(0, MAX_BYTES),
  overflow: choice("drop-newest", "drop-oldest"),
  ...WAIT_KINDS,
};
