import type { Runtime } from "./runtime.ts";

/**
 * Key of the runtime that copies of the package in one thread share, so that they have one configuration and one order of
 * lines. The first copy makes the runtime. The number changes with the runtime's interface.
 */
const KEY = Symbol.for("fastlog.runtime/4");

/** Returns the runtime of this thread, and makes it if there is none. */
export function sharedRuntime(make: () => Runtime): Runtime {
  const holder = globalThis as { [KEY]?: Runtime };
  holder[KEY] ??= make();
  return holder[KEY];
}
