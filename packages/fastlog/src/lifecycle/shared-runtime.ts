import type { Runtime } from "./runtime.ts";

/**
 * Key of the runtime that copies of the package in one thread share, so that they have one configuration and one order of
 * lines. The first copy makes the runtime. The number changes with the runtime's interface.
 */
const KEY = Symbol.for("fastlog.runtime/5");

/**
 * Returns the runtime of this thread, and makes it if there is none. It stands behind a function, whose properties nobody
 * needs: Jest deletes those of every object that a test file has put on the global object, when that file is over. The
 * runtime then still has records to write.
 */
export function sharedRuntime(make: () => Runtime): Runtime {
  const holder = globalThis as { [KEY]?: () => Runtime };
  holder[KEY] ??= held(make());
  return holder[KEY]();
}

function held(runtime: Runtime): () => Runtime {
  return () => runtime;
}
