import { Runtime } from "./runtime.ts";

/**
 * Copies of the package in one thread share a runtime, and so one configuration and one order of
 * lines: the first that is loaded makes it. The number changes with what the copies expect of it.
 */
const KEY = Symbol.for("fastlog.runtime/1");

function share(): Runtime {
  const holder = globalThis as { [KEY]?: Runtime };
  holder[KEY] ??= new Runtime(process.env);
  return holder[KEY];
}

/** The runtime of this thread. */
export const runtime: Runtime = share();
