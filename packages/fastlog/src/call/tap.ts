import type { TypedEvent } from "../event/event.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import type { Callee } from "./call-site.ts";
import type { Gate } from "./gate.ts";
import type { KnownSite } from "./is-site.ts";
import type { Special } from "./special.ts";

/**
 * Takes calls that have passed their gates, each after the log has, if it is one for the log (`isLogged`). None of its
 * functions throws.
 */
export interface CallTaker {
  /** Takes a message without arguments. */
  message(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
    text: string,
  ): void;

  /** Takes a message with up to three arguments, or a list of all if there are more. */
  call(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
    template: string | readonly string[],
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    all: readonly unknown[] | undefined,
  ): void;

  /** Takes a typed event. */
  event(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    event: TypedEvent,
    fields: unknown,
  ): void;

  /** Takes a call of any form, with the arguments in the order of the call. */
  take(
    pipeline: Pipeline,
    isLogged: boolean,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    prefix: string,
  ): void;
}

/** Takes records beside the log, after it has had those that are for it. */
export interface Tap {
  /**
   * It is encoding a record. What the program's own code logs meanwhile, as in `toJSON`, it has logged already when the
   * record was encoded for the log, or would not log without the tap.
   */
  readonly isTaking: boolean;

  /**
   * The gate of a module that was found from the stack or the call site. It has a mark in its target if the log alone
   * would not need to know it.
   */
  found(gate: Gate): Gate;

  /** Whether a record may be one for a tap, or its target has the mark. */
  wants(target: string | undefined, level: number): boolean;

  /** A target without that mark. */
  nameOf(target: string | undefined): string | undefined;

  /** Takes a message that needs nothing else. Returns `true`. */
  message(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
    text: string,
  ): true;

  /** Takes a call that needs nothing else, with up to three arguments; `false` if it may. `first` is not used for a site. */
  call(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite | undefined,
    first: unknown,
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
  ): boolean;

  /** Takes a typed event that needs nothing else. Returns `true`. */
  event(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    event: TypedEvent,
    fields: unknown,
  ): true;

  /** Takes any other call. */
  any(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
    special: Special,
  ): void;
}
