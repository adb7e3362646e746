/**
 * `fastlog/tracepoint`: places in a program that cost next to nothing until somebody listens.
 *
 * ```ts
 * import { attach, instrument, points, tracepoint } from "fastlog/tracepoint";
 *
 * const query = tracepoint("db::query", ["sql", "rows"]);
 * query("select 1", 1); // logged with LOG=info,db::query=trace
 *
 * attach("db::*", ({ name, ms }) => histogram.record(name, ms));
 * const probe = instrument(pool, "query", "db::pool"); // around any function of a running program
 * probe.remove();
 * ```
 *
 * @module
 */
import {
  sharedTracepoints,
  type TracepointListener,
  type TracepointState,
} from "./call/tracepoints.ts";
import { invalidOption } from "./diagnostics/invalid-option.ts";
import "./index.ts";
import { sharedRuntime } from "./lifecycle/shared-runtime.ts";
import { type Instrumented, instrumentIn } from "./tracepoint/instrument.ts";
import { makeTracepoint, type Tracepoint } from "./tracepoint/make-tracepoint.ts";
import { checkName, checkPattern } from "./tracepoint/names.ts";
import {
  type FieldsFunction,
  type InstrumentOptions,
  type TracepointOptions,
  tracepointSettings,
} from "./tracepoint/options.ts";
import { Points } from "./tracepoint/points.ts";
import { Probe } from "./tracepoint/probe.ts";

export type { TracepointEvent, TracepointListener, TracepointState } from "./call/tracepoints.ts";
export type { Instrumented } from "./tracepoint/instrument.ts";
export type { Tracepoint, TracepointEnd } from "./tracepoint/make-tracepoint.ts";
export type {
  FieldsFunction,
  InstrumentOptions,
  RecordOptions,
  TracepointOptions,
} from "./tracepoint/options.ts";

/** Those of the thread. The import of the package above has made the runtime. */
const all: Points = sharedTracepoints(() => new Points(sharedRuntime(missing)));

function missing(): never {
  throw new Error("fastlog is not loaded");
}

/** Arguments for names: any values, and any number of them. */
export type NamedArguments<Names extends readonly string[]> = Partial<{
  [K in keyof Names]: unknown;
}>;

/**
 * Makes a tracepoint. Its name is the target of its records, whose level is `trace`, so `LOG=info,db::query=trace` opens
 * it. So do {@link attach} and a subscriber of the `node:diagnostics_channel` of that name, which gets a
 * `TracepointEvent` for each hit.
 *
 * ```ts
 * const query = tracepoint("db::query", ["sql", "rows"]);         // names of the arguments
 * const saved = tracepoint("db::saved", (user: User) => ({ id: user.id })); // called only while somebody listens
 * const idle = tracepoint("db::idle");                            // a call takes fields: idle({ ms: 3 })
 * const load = tracepoint("app::load", { fields: ["path"], level: "debug", message: "loaded {path}" });
 * ```
 *
 * Tracepoints of one name are opened and listed together. Throws `ERR_FASTLOG_INVALID_TARGET` for a name that is empty,
 * longer than 256 characters, or has whitespace, `,`, `=` or `*`; and `ERR_FASTLOG_INVALID_OPTION`,
 * `ERR_FASTLOG_INVALID_LEVEL`.
 */
export function tracepoint(name: string, options?: TracepointOptions<never>): Tracepoint;
export function tracepoint<const Names extends readonly string[]>(
  name: string,
  fields: Names | TracepointOptions<Names>,
): Tracepoint<NamedArguments<Names>>;
export function tracepoint<Args extends readonly unknown[]>(
  name: string,
  fields: FieldsFunction<Args> | TracepointOptions<FieldsFunction<Args>>,
): Tracepoint<Args>;
export function tracepoint(name: string, options?: unknown): Tracepoint<never> {
  const checked = checkName(name);
  const settings = tracepointSettings(checked, options);
  return makeTracepoint(new Probe(all.named(checked), settings));
}

/**
 * Opens the tracepoint of a name, or all whose names begin with `db::` for `"db::*"`; `"*"` is all of them. Those that are
 * made later are included. Calls the function for each hit; without one, each hit is logged, whatever the filter says. A
 * function that throws, or whose promise rejects, is reported once on stderr. A hit inside of it, of the same tracepoint,
 * is not told.
 *
 * Returns a function that takes it away again. What is attached twice is called twice. Throws
 * `ERR_FASTLOG_INVALID_TARGET` and `ERR_FASTLOG_INVALID_OPTION`.
 */
export function attach(name: string, listener?: TracepointListener): () => void {
  return all.attach(checkPattern(name), checkListener(listener));
}

/**
 * Takes away what is attached by exactly that name: the function, or everything. Returns whether anything was. Throws
 * `ERR_FASTLOG_INVALID_TARGET` and `ERR_FASTLOG_INVALID_OPTION`.
 */
export function detach(name: string, listener?: TracepointListener): boolean {
  return all.detach(checkPattern(name), checkListener(listener));
}

/** The tracepoints of this thread, in the order in which they were made, and who listens to them. */
export function points(): readonly TracepointState[] {
  return all.list();
}

/** Arguments of a function or a constructor. */
type ArgumentsOf<F> = F extends (...args: infer Args) => unknown
  ? Args
  : F extends abstract new (
        ...args: infer Args
      ) => unknown
    ? Args
    : unknown[];

/** The value that a function returns, resolves to, or ends with as a generator. */
type ResultOf<F> = F extends (...args: never) => infer Result
  ? Result extends Generator<unknown, infer End> | AsyncGenerator<unknown, infer End>
    ? End
    : Awaited<Result>
  : F extends abstract new (
        ...args: never
      ) => infer Instance
    ? Instance
    : unknown;

/**
 * Puts a tracepoint around a function of a running program, which a property of an object or a class has, its own or an
 * inherited one. Records the duration, and the type and message of an error, when the function has returned, when its
 * promise settles, or when its generator has no further items. Arguments and results are recorded only if `options` say
 * so.
 *
 * ```ts
 * const probe = instrument(Pool.prototype, "query", "db::query", { args: ["sql"] });
 * probe.remove();
 * ```
 *
 * The default name is `Class::method`. Throws `ERR_FASTLOG_INVALID_OPTION` if the property has no function, is an
 * accessor, or cannot be replaced, `ERR_FASTLOG_INVALID_TARGET` and `ERR_FASTLOG_INVALID_LEVEL`; nothing has changed
 * then.
 */
export function instrument<T extends object, K extends keyof T>(
  object: T,
  method: K,
  name?: string,
  options?: InstrumentOptions<ArgumentsOf<T[K]>, ResultOf<T[K]>>,
): Instrumented;
export function instrument<T extends object, K extends keyof T>(
  object: T,
  method: K,
  options: InstrumentOptions<ArgumentsOf<T[K]>, ResultOf<T[K]>>,
): Instrumented;
export function instrument(
  object: object,
  method: PropertyKey,
  nameOrOptions?: unknown,
  options?: unknown,
): Instrumented {
  const isOptions = typeof nameOrOptions === "object" && nameOrOptions !== null;
  return isOptions
    ? instrumentIn(all, object, method, undefined, nameOrOptions)
    : instrumentIn(all, object, method, nameOrOptions, options);
}

function checkListener(listener: unknown): TracepointListener | undefined {
  if (listener === undefined || typeof listener === "function") {
    return listener as TracepointListener | undefined;
  }
  throw invalidOption("listener", listener, "expected a function");
}
