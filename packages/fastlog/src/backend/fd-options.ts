import type { Overflow } from "./backend.ts";

/** What a descriptor may have of its own, beside its URL. */
export interface FdOptions {
  /** What may wait in memory while it cannot be written to, in bytes. */
  readonly buffer?: number | undefined;
  /** `block` waits for a slow reader. Default `block`. */
  readonly overflow?: Overflow | undefined;
}
