import { MAX_FLUSH_AFTER } from "./flush-after.ts";
import { duration, type Kinds } from "./option-kinds.ts";

/** How long records wait for others before they are submitted. */
export interface WaitOptions {
  /**
   * Longest wait of a record, in milliseconds, from 0 to 60,000. Default: `flushAfter` of `configure()`, 1; and 0 for
   * streams that `console.log` may write to as well.
   */
  readonly flushAfter?: number | undefined;
}

export const WAIT_KINDS: Kinds = { flushAfter: duration(0, MAX_FLUSH_AFTER) };
