import type { RecordLevel } from "../level.ts";

/** A hit of a tracepoint, as attached functions and subscribers of its channel see it. */
export interface TracepointEvent {
  /** Name of the tracepoint. */
  readonly name: string;
  readonly level: RecordLevel;
  /** The fields of the record, but for `ms` and `err`. Values are the program's own, not copies. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Milliseconds from the start to the end; absent if the hit had no start. */
  readonly ms?: number;
  /** When it started, in milliseconds of `performance.now()`; absent if the hit had no start. */
  readonly startTime?: number;
  /** The error that the function threw, or that `end` was called with; absent if nothing failed. */
  readonly error?: unknown;
}

/** A function that is called for each hit of a tracepoint, after its record was logged. */
export type TracepointListener = (event: TracepointEvent) => void;

/** State of a tracepoint, with those who listen to it. */
export interface TracepointState {
  readonly name: string;
  readonly level: RecordLevel;
  /** Names of the fields, if the program gave them. */
  readonly fields: readonly string[] | undefined;
  /** Whether anybody listens: the filter, something that is attached, or a subscriber of the channel. */
  readonly isOpen: boolean;
  /** Whether the filter lets its records pass. */
  readonly byFilter: boolean;
  /** Number of functions and logs that are attached. */
  readonly attached: number;
  /** Whether the channel of its name has subscribers. */
  readonly bySubscriber: boolean;
  /** Number of hits while it was open. */
  readonly hits: number;
}

/** The tracepoints of a thread. */
export interface Tracepoints {
  /** All tracepoints, in the order in which they were made. */
  list(): readonly TracepointState[];
  /**
   * Opens the tracepoints of a name, or below `name::*`, those that are made later included: calls the listener for each
   * hit, or without one logs it, whatever the filter says. Returns the function that takes it away again.
   */
  attach(name: string, listener?: TracepointListener): () => void;
  /** Takes away what is attached by exactly that name: a listener, or all. Returns whether anything was. */
  detach(name: string, listener?: TracepointListener): boolean;
}

/**
 * Place of the tracepoints of a thread, for all copies of the package. The entry `fastlog/tracepoint` makes them. The
 * number changes with their interface.
 */
const KEY = Symbol.for("fastlog.tracepoints/1");

/** The tracepoints of this thread; `undefined` as long as nobody has imported `fastlog/tracepoint`. */
export function knownTracepoints(): Tracepoints | undefined {
  return (globalThis as { [KEY]?: Tracepoints })[KEY];
}

/** The tracepoints of this thread; makes them if there are none. */
export function sharedTracepoints<T extends Tracepoints>(make: () => T): T {
  const holder = globalThis as { [KEY]?: T };
  holder[KEY] ??= make();
  return holder[KEY];
}
