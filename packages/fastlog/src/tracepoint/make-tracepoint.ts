import type { Fields } from "../call/signatures.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { observed } from "./observe.ts";
import type { Point } from "./point.ts";
import type { Probe } from "./probe.ts";
import { begin, type Original, StandIn } from "./stand-in.ts";
import type { Start } from "./start.ts";

/** Ends what {@link Tracepoint.start} has begun, and makes the record. Only the first call does; later ones do nothing. */
export interface TracepointEnd {
  /** `more` are further fields, or the error with which it failed. */
  (more?: Fields | Error): void;
  /** Ends without further fields, at the end of a block: `using end = query.start();` */
  [Symbol.dispose](): void;
}

/** A function of the program. */
type AnyFunction = (...args: never) => unknown;

/**
 * A place in a program that can be listened to. It is a function: a call is a hit. While nobody listens, that costs
 * hardly more than the call of an empty function. It never throws.
 */
export interface Tracepoint<Args extends readonly unknown[] = [fields?: Fields]> {
  (...args: Args): void;
  readonly name: string;
  /** Whether anybody listens. For work that only makes fields. */
  readonly isOpen: boolean;
  /**
   * Begins a hit with a duration. The returned function ends it: both are one record, with the field `ms`. There is no
   * record if nobody listens when it begins, or if it never ends.
   *
   * ```ts
   * const end = query.start(sql);
   * end({ rows: 3 });
   * ```
   */
  start(...args: Args): TracepointEnd;
  /**
   * Calls a function, and returns its result. Makes one record when it has returned, when its promise settles, or when its
   * generator has no further items, with `ms`, and with `err` if it failed; errors go on to the caller.
   */
  run<T>(action: () => T, ...args: Args): T;
  /**
   * Returns a function that does the same at each call, with the arguments of that call. They are recorded only if the
   * tracepoint has names for them, or a function.
   */
  wrap<F extends AnyFunction>(action: F): F;
}

const { apply } = Reflect;

const NOTHING: TracepointEnd = Object.assign(() => {}, { [Symbol.dispose]: () => {} });

/** Makes the function of a probe. */
export function makeTracepoint(probe: Probe): Tracepoint<unknown[]> {
  const { point, level } = probe;

  // biome-ignore-start lint/complexity/noArguments: a rest parameter would be allocated for each call
  function tracepoint(): void {
    try {
      if (level < point.gate.threshold && !point.channel.hasSubscribers) return;
      const given: unknown[] = [];
      for (let i = 0; i < arguments.length; i++) given[i] = arguments[i];
      // V8 inlines nothing of a property that changes and that `apply` calls. So this function stays short enough to be
      // inlined itself when somebody has listened.
      apply(probe.tell, probe, [tracepoint, given]);
    } catch {
      // The stack is full.
      point.lost.records++;
    }
  }

  function start(): TracepointEnd {
    try {
      if (level < point.gate.threshold && !point.channel.hasSubscribers) return NOTHING;
      const given: unknown[] = [];
      for (let i = 0; i < arguments.length; i++) given[i] = arguments[i];
      const begun = begin(probe, start, (open) => open.given(given));
      return begun === undefined ? NOTHING : endOf(begun, point);
    } catch {
      // The stack is full.
      point.lost.records++;
      return NOTHING;
    }
  }
  // biome-ignore-end lint/complexity/noArguments: see above

  function run<T>(action: () => T, ...args: unknown[]): T {
    let begun: Start | undefined;
    try {
      if (level >= point.gate.threshold || point.channel.hasSubscribers) {
        begun = begin(probe, run, (open) => open.given(args));
      }
    } catch {
      // The stack is full. It may do for the function.
      point.lost.records++;
    }
    if (begun === undefined) return action();
    let result: T;
    try {
      result = action();
    } catch (error) {
      try {
        begun.failed(error);
      } catch {
        point.lost.records++;
      }
      throw error;
    }
    try {
      return observed(result, begun) as T;
    } catch {
      point.lost.records++;
      return result;
    }
  }

  function wrap<F extends AnyFunction>(action: F): F {
    if (typeof action !== "function") {
      throw invalidOption("action", action, "expected a function");
    }
    return new StandIn(action as Original, probe).stand as F;
  }

  Object.defineProperty(tracepoint, "name", { value: point.name, configurable: true });
  Object.defineProperty(tracepoint, "isOpen", { get: () => point.isOpen(level), enumerable: true });
  return Object.assign(tracepoint, { start, run, wrap }) as Tracepoint<unknown[]>;
}

function endOf(begun: Start, { lost }: Point): TracepointEnd {
  const end = (more?: unknown): void => {
    try {
      begun.endWith(more);
    } catch {
      // The stack is full.
      lost.records++;
    }
  };
  end[Symbol.dispose] = dispose;
  return end;
}

/** Of an end, for `using`. */
function dispose(this: TracepointEnd): void {
  this();
}
