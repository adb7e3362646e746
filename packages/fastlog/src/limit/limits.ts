import type { Context } from "../fields/async-context.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { RecordTaker } from "../record/record-taker.ts";
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
  /** Takes a message of which nothing else must be asked: counts it, and writes it if it is not held back. */
  message(
    taker: Pick<RecordTaker, "message" | "call">,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    text: string,
  ): void;
  /** Takes such a call with up to three arguments. */
  call(
    taker: Pick<RecordTaker, "message" | "call">,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    template: string | readonly string[],
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
  ): void;
  /** Gives a context the sample of the one around it. */
  inherit(outer: Context, context: Context): void;
  /** Logs how many records are held back; `isLast`: nothing is held back any more. */
  tell(isLast?: boolean): void;
  readonly counts: HeldBackStats;
}
