import type { Bindings } from "../fields/bindings.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import type { Callee } from "./call-site.ts";
import type { Gate } from "./gate.ts";

/** Takes records beside the log. */
export interface Tap {
  /**
   * It is encoding a record. What the program's own code logs meanwhile, as in `toJSON`, it has logged already when the
   * record was encoded for the log, or would not log without the tap.
   */
  readonly isTaking: boolean;

  /** The gate of a module that was found from the stack or the call site, with a mark in its target. */
  found(gate: Gate): Gate;

  /** Whether a record may be one for a tap, or its target has the mark. */
  wants(target: string, level: number): boolean;

  /** A target without that mark. */
  nameOf(target: string | undefined): string | undefined;

  /** Takes a call that has passed its gate, after the log has, if it is one for the log. Never throws. */
  take(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    prefix: string,
  ): void;
}
