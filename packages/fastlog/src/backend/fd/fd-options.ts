import type { Overflow } from "../backend.ts";
import type { WaitOptions } from "../options/wait-options.ts";

/** What a descriptor may have of its own, beside its URL. */
export interface FdOptions extends WaitOptions {
  /** What may wait in memory while it cannot be written to, in bytes. */
  readonly buffer?: number | undefined;
  /** `block` waits for a slow reader. Default `block`. */
  readonly overflow?: Overflow | undefined;
  /** The longest record in bytes, 1,024 to 16,777,216: longer ones are cut, visibly. */
  readonly maxRecord?: number | undefined;
  /**
   * What happens to a record that is longer than what a pipe or a socket takes at once (4,096 bytes), so
   * that records of other threads and processes may come between: it is written `whole` all the same, or
   * `split` into lines that fit, with marks that say what belongs together. Counted in
   * `stats().backends[].oversized`. Default `whole`.
   */
  readonly oversized?: "whole" | "split" | undefined;
}
