import type { InheritedFilter } from "../config/active-filter.ts";
import type { Inheritance } from "../config/inheritance.ts";
import type { AgreedFilter } from "./filter-version.ts";

/** What a thread hands down to workers: its configuration, and the filter as it is now. */
export interface InheritedState extends Inheritance, InheritedFilter {}

/** The same with what threads need to find each other. */
export interface Published extends InheritedState {
  readonly agreed: AgreedFilter;
  /** Who published it, and so made the worker that reads it. */
  readonly thread: number;
  readonly roster: SharedArrayBuffer;
}

/** Which environment data it is. The number changes with what is in it. */
const KEY = "fastlog/1";

interface EnvironmentData {
  readonly published: Published | undefined;
}

/** What the maker of this worker has published; `undefined` where it does not use fastlog. */
export function readInheritedState(): Published | undefined {
  const { getEnvironmentData } = process.getBuiltinModule("node:worker_threads");
  return (getEnvironmentData(KEY) as unknown as EnvironmentData | undefined)?.published;
}

/**
 * Has the workers that this thread makes from now on inherit what it has then: `current` is called as one is
 * made, and not at all where none is. It must not throw, nor give anything but data, or `new Worker()` throws.
 */
export function publishInheritedState(current: () => Published | undefined): void {
  const { setEnvironmentData } = process.getBuiltinModule("node:worker_threads");
  const data: EnvironmentData = {
    get published() {
      return current();
    },
  };
  setEnvironmentData(KEY, data as unknown as NodeJS.Dict<string>);
}
