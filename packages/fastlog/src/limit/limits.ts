import type { Context } from "../fields/async-context.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Key, Rule } from "./counters.ts";
import type { HeldBackStats } from "./held-back.ts";

/** Decides which of the records that passed the filter are kept, as the dispatcher uses it. */
export interface Limits {
  /**
   * Counts a record. Returns the bindings to write it with, and `null` if it is held back. `own` is the limit of the
   * logger. Throws where the stack is full.
   */
  admit(
    level: number,
    target: string | undefined,
    message: Key,
    bindings: Bindings | undefined,
    own: Rule | undefined,
  ): Bindings | undefined | null;
  /** Gives a context the sample of the one around it. */
  inherit(outer: Context, context: Context): void;
  /** Logs how many records are held back; `isLast`: nothing is held back any more. */
  tell(isLast?: boolean): void;
  readonly counts: HeldBackStats;
}
