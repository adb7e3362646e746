import type { BeaconCounters } from "./browser/beacon.ts";
import { BrowserRuntime, type Page } from "./browser/browser-runtime.ts";
import type { BrowserLogger } from "./browser/make-logger.ts";
import type { BrowserOptions } from "./browser/options.ts";
import type { LogAtFunction, LogFunction } from "./call/signatures.ts";
import { FastlogError } from "./errors.ts";
import type { LevelName } from "./level.ts";

export type { BeaconCounters } from "./browser/beacon.ts";
export type { ConsoleLike } from "./browser/console-output.ts";
export type { BrowserChildOptions, BrowserLogger } from "./browser/make-logger.ts";
export type { BrowserBeacon, BrowserOptions } from "./browser/options.ts";
export type { Fields, LogAtFunction, LogFunction } from "./call/signatures.ts";
export { FastlogError, type FastlogErrorCode } from "./errors.ts";
export type { Level, LevelName } from "./level.ts";

/** Copies of the library on one page share their state. The number changes with its interface. */
const KEY = Symbol.for("fastlog.browser/1");
const holder = globalThis as unknown as Partial<Page> & { [KEY]?: BrowserRuntime };

function makeRuntime(): BrowserRuntime {
  const { console, setTimeout, clearTimeout } = globalThis;
  const page: Page = {
    console,
    get navigator() {
      return holder.navigator;
    },
    get document() {
      return holder.document;
    },
    get localStorage() {
      // Node has one as well, and warns when it is read.
      return holder.document === undefined ? undefined : holder.localStorage;
    },
    get location() {
      return holder.location;
    },
    get fetch() {
      const { fetch } = holder;
      return fetch === undefined ? undefined : (url: string, init: object) => fetch(url, init);
    },
    addEventListener: (...args) => holder.addEventListener?.(...args),
    removeEventListener: (...args) => holder.removeEventListener?.(...args),
    setTimeout(action, ms) {
      const timer: { unref?(): void } | number = setTimeout(action, ms);
      // On a server, records that nobody posts must not keep the process alive.
      if (typeof timer === "object") timer.unref?.();
      return timer;
    },
    clearTimeout: (timer) => clearTimeout(timer as number),
    now: () => Date.now(),
  };
  return new BrowserRuntime(page);
}

holder[KEY] ??= makeRuntime();
const runtime = holder[KEY];
const { plain } = runtime;

/** Logs that the program cannot go on. */
export const fatal: LogFunction = plain.fatal;
/** Logs that something failed: `error(err)`, `error(err, "no answer")`, `error("no answer", { err })`. */
export const error: LogFunction = plain.error;
/** Logs what may become a failure. */
export const warn: LogFunction = plain.warn;
/** Logs what is of interest to those who run the page. {@link LogFunction} describes all forms of a call. */
export const info: LogFunction = plain.info;
/** Logs what a developer wants to know. */
export const debug: LogFunction = plain.debug;
/** Logs every step. */
export const trace: LogFunction = plain.trace;
/** Logs at the given level: `log("warn", "…")`. A call without a level logs at info with all its arguments. */
export const log: LogAtFunction = plain.log;
/** Whether a record of that level, logged by a plain function, would pass the filter now. */
export const enabled: (level: LevelName | number) => boolean = plain.isEnabled;

/**
 * Returns a logger for a target: `logger("cart")`, or `logger(import.meta)` for the path of the module's address. Throws
 * `ERR_FASTLOG_INVALID_TARGET`.
 */
export function logger(target: string | { readonly url: string }): BrowserLogger {
  return runtime.logger(target);
}

/** Sets the given options; the others keep their values. If it throws, nothing has changed. */
export function configure(options: BrowserOptions): void {
  runtime.configure(options);
}

/**
 * Changes the filter from the next call on, whatever `localStorage.LOG` says. Throws `ERR_FASTLOG_INVALID_FILTER`;
 * nothing has changed then.
 */
export function setFilter(spec: string): void {
  runtime.setFilter(spec);
}

/**
 * Posts what waits for the beacon. Resolves when the browser or the server has taken it. Rejects with
 * `ERR_FASTLOG_BACKEND_UNAVAILABLE` if a post fails; the records stay, and are posted later.
 */
export async function flush(): Promise<void> {
  if (await runtime.flush()) return;
  throw new FastlogError("ERR_FASTLOG_BACKEND_UNAVAILABLE", "the beacon could not be posted");
}

/** Posts what waits for the beacon, and ends it. */
export async function close(): Promise<void> {
  runtime.close();
}

/** Counters of the beacon; `undefined` without one. */
export function stats(): { readonly beacon: BeaconCounters | undefined } {
  return { beacon: runtime.beacon };
}
