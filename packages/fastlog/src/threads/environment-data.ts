import type { InheritedFilter } from "../config/active-filter.ts";
import type { Inheritance } from "../config/inheritance.ts";
import type { Lease } from "../config/leases.ts";
import type { DefinedLevel } from "../own-levels.ts";
import type { AgreedFilter } from "./filter-version.ts";

/** State that workers inherit: the configuration, the present filter, and the program's own levels. */
export interface InheritedState extends Inheritance, InheritedFilter {
  /** `undefined` from an older copy of the package. */
  readonly levels?: readonly DefinedLevel[] | undefined;
  /** `undefined` from an older copy of the package. */
  readonly leases?: readonly Lease[] | undefined;
}

/** The inherited state, with the means of the threads to find each other. */
export interface Published extends InheritedState {
  readonly agreed: AgreedFilter;
  /** Id of the thread that has published it, and so created the worker. */
  readonly thread: number;
  readonly roster: SharedArrayBuffer;
}

/** Key of the environment data. The number changes with its content. */
const KEY = "fastlog/1";

interface EnvironmentData {
  readonly published: Published | undefined;
}

/** State that the creator of this worker has published; `undefined` if it does not use fastlog. */
export function readInheritedState(): Published | undefined {
  const { getEnvironmentData } = process.getBuiltinModule("node:worker_threads");
  return (getEnvironmentData(KEY) as unknown as EnvironmentData | undefined)?.published;
}

/**
 * Publishes state for the workers that this thread creates from now on. `current` is called for each of them. It must
 * return plain data, and not throw, or `new Worker()` throws.
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
