import type { Output } from "./output.ts";

/** What happened to the records of one backend since it was configured. */
export interface BackendStats {
  /** The backend, by its URL. */
  readonly name: string;
  /** Records delivered. */
  readonly records: number;
  /** Bytes delivered. */
  readonly bytes: number;
  /** Records discarded: the pool was empty, or the backend could not deliver them. */
  readonly dropped: number;
  /** Bytes that were logged and that the operating system has not taken yet. */
  readonly buffered: number;
  /** Failed attempts, by the error's code. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The counters of this thread. */
export interface Stats {
  readonly backends: readonly BackendStats[];
  /**
   * Records that no backend was given: logged after `close()`, or too deep in a loop of
   * values that log themselves.
   */
  readonly dropped: number;
}

/** The counters of an output as they are now. */
export function statsOf({ backend, batch }: Output): BackendStats {
  return {
    name: backend.name,
    ...batch.counters,
    buffered: batch.buffered,
    errors: backend.counters?.().errors ?? {},
  };
}
