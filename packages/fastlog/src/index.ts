import type { Options } from "./config.ts";
import type { Level } from "./level.ts";
import type { LogAtFunction, LogFunction, Logger } from "./logger.ts";
import { Runtime } from "./runtime.ts";
import { sharedRuntime } from "./shared.ts";
import type { Stats } from "./stats.ts";

export type { Backend, BackendCounters, SealedChunk } from "./backend/backend.ts";
export { type FileOptions, file } from "./backend/file.ts";
export { type MemoryBackend, memory } from "./backend/memory.ts";
export { stderr, stdout } from "./backend/standard.ts";
export type { Format, Options } from "./config.ts";
export { FastlogError, type FastlogErrorCode } from "./errors.ts";
export type { Level } from "./level.ts";
export type { LogAtFunction, LogFunction, Logger } from "./logger.ts";
export type { BackendStats, Stats } from "./stats.ts";

const runtime: Runtime = sharedRuntime(() => new Runtime(process.env));
const plain: Logger = runtime.plain;

/**
 * Logs that the program cannot go on. The record, and all before it, are with the operating system
 * when the call returns.
 */
export const fatal: LogFunction = plain.fatal;
/** Logs that something failed. */
export const error: LogFunction = plain.error;
/** Logs what may become a failure. */
export const warn: LogFunction = plain.warn;
/** Logs what an operator wants to know. */
export const info: LogFunction = plain.info;
/** Logs what a developer wants to know. */
export const debug: LogFunction = plain.debug;
/** Logs every step. */
export const trace: LogFunction = plain.trace;
/** Logs at a level that is given: `log("warn", "…")`. */
export const log: LogAtFunction = plain.log;
/** Whether a record of that level, logged here, would pass the filter now. */
export const enabled: (level: Level) => boolean = plain.isEnabled;

/**
 * A logger of a target, decided once: `logger("dep1")`, or `logger(import.meta)` for the module's
 * own. Throws `ERR_FASTLOG_INVALID_TARGET`.
 */
export function logger(target: string | { readonly url: string }): Logger {
  return runtime.logger(target);
}

/**
 * Sets the options that are given; the others keep their values. Where it throws, nothing has
 * changed.
 */
export function configure(options: Options): void {
  runtime.configure(options);
}

/**
 * Changes the filter from the next call on, for every logger there is and whatever `LOG` says.
 * Throws `ERR_FASTLOG_INVALID_FILTER`, and then nothing has changed.
 */
export function setFilter(spec: string): void {
  runtime.setFilter(spec);
}

/** Resolves when the operating system has all that was logged; rejects if it does not take it. */
export function flush(): Promise<void> {
  return runtime.flush();
}

/** Hands all that was logged to the operating system, as far as it takes it, and returns then. */
export function flushSync(): void {
  runtime.flushSync();
}

/** Opens log files again at their paths, as after a rotation. */
export function reopen(): void {
  runtime.reopen();
}

/**
 * Flushes and releases the backend. What is logged afterwards is dropped and counted, until
 * `configure` is called.
 */
export function close(): Promise<void> {
  return runtime.close();
}

/** The counters of this thread's backends. */
export function stats(): Stats {
  return runtime.stats();
}
