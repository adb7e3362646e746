import type { Runtime } from "./runtime.ts";

/**
 * Copies of the package in one thread share a runtime, and so one configuration and one order of
 * lines: the first that is loaded makes it. The number changes with what the copies expect of it.
 */
const KEY = Symbol.for("fastlog.runtime/2");

/** The runtime of this thread, made if there is none. */
export function sharedRuntime(make: () => Runtime): Runtime {
  const holder = globalThis as { [KEY]?: Runtime };
  holder[KEY] ??= make();
  return holder[KEY];
}
