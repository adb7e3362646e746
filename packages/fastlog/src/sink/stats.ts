import type { BackendCounters, BackendState } from "../backend/backend.ts";
import type { DroppedByLevel, DroppedByReason } from "../batch/losses.ts";
import { ownOptions } from "../own-members.ts";
import type { Sink } from "./sink.ts";

/** What happened to the records of one backend since it was configured. All but the last two only grow. */
export interface BackendStats {
  /** The backend, by its URL. */
  readonly name: string;
  /** Records that were delivered: handed to the operating system. */
  readonly records: number;
  /** Bytes of those. */
  readonly bytes: number;
  /** Records that were not delivered, and will not be. */
  readonly dropped: number;
  readonly droppedByLevel: DroppedByLevel;
  readonly droppedByReason: DroppedByReason;
  /** Of the delivered records those that may not have arrived: their connection broke. */
  readonly uncertain: number;
  /** Of the delivered records those that were longer than what a pipe takes at once. */
  readonly oversized: number;
  /** Records of fastlog's own among them, which say what was dropped. */
  readonly notices: number;
  /** Failed attempts, by the error's code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Records that were given to the fallback. Only where there is one. */
  readonly diverted?: number | undefined;
  /** Connections that were made after the first one. */
  readonly reconnects: number;
  /**
   * Bytes that are held in memory: the operating system has not taken them yet, or they are kept to be sent
   * again (`delivery=at-least-once`), and count as delivered only when they are not any more.
   */
  readonly buffered: number;
  /** What it is doing now. */
  readonly state: BackendState;
}

/** The sums of the backends that were replaced or closed, and of which nothing waits any more. */
export interface RetiredStats {
  /** How many they are. */
  readonly backends: number;
  readonly records: number;
  readonly bytes: number;
  readonly dropped: number;
  readonly notices: number;
}

/** The counters of this thread. */
export interface Stats {
  /**
   * The backends in use, then those that were replaced and still have something to deliver. After `close()`
   * those that were in use, until others are.
   */
  readonly backends: readonly BackendStats[];
  /** What became of the records of all others that were in use before. */
  readonly retired: RetiredStats;
  /**
   * Records that no backend was given: logged after `close()`, or too deep in a loop of
   * values that log themselves.
   */
  readonly dropped: number;
  /** The same in the text format of Prometheus (version 0.0.4). */
  toPrometheus(): string;
}

/** The counters of a sink as they are now. */
export function statsOf({ backend, batch, notices }: Sink): BackendStats {
  const counters = ownOptions<BackendCounters>(backend.counters?.());
  const { errors = {}, reconnects = 0, uncertain = 0, oversized = 0, state = "open" } = counters;
  const { diverted } = counters;
  return {
    name: backend.name,
    ...batch.counters,
    droppedByLevel: { ...batch.losses.byLevel },
    droppedByReason: { ...batch.losses.byReason },
    uncertain,
    oversized,
    notices,
    errors,
    diverted,
    reconnects,
    buffered: batch.buffered,
    state,
  };
}
