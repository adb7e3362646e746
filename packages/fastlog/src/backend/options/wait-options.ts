import { MAX_FLUSH_AFTER } from "./flush-after.ts";
import { duration, type Kinds } from "./option-kinds.ts";

/** How long records wait for others. */
export interface WaitOptions {
  /**
   * How long a record waits for others at the most, in milliseconds, 0 to 60,000. Default what `configure` says,
   * 1; 0 for what `console.log` may write to as well.
   */
  readonly flushAfter?: number | undefined;
}

export const WAIT_KINDS: Kinds = { flushAfter: duration(0, MAX_FLUSH_AFTER) };
