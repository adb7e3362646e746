import type { BackendCounters, BackendState } from "../backend/backend.ts";
import type { DroppedByLevel, DroppedByReason } from "../batch/losses.ts";
import type { HeldBackStats } from "../limit/held-back.ts";
import { ownOptions } from "../own-members.ts";
import type { RecorderStats } from "./recorder-stats.ts";
import type { Sink } from "./sink.ts";

/** Counters of the records of one backend since it was configured. All but the last two only grow. */
export interface BackendStats {
  /** Name of the backend, a URL for built-in ones. */
  readonly name: string;
  /** Records that were delivered: the operating system has taken them. */
  readonly records: number;
  /** Bytes of the delivered records. */
  readonly bytes: number;
  /** Records that were not delivered, and will not be. */
  readonly dropped: number;
  readonly droppedByLevel: DroppedByLevel;
  readonly droppedByReason: DroppedByReason;
  /** Delivered records that may not have arrived, because their connection broke. */
  readonly uncertain: number;
  /** Delivered records that were longer than a pipe takes at once. */
  readonly oversized: number;
  /** Records that were folded, because they repeat the one before. Present only if there are any. */
  readonly repeated?: number | undefined;
  /** Delivered notices of fastlog, which tell how many records were dropped, or repeated. */
  readonly notices: number;
  /** Failed attempts, by error code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Records that the fallback got. Present only if there is a fallback. */
  readonly diverted?: number | undefined;
  /** Connections after the first one. */
  readonly reconnects: number;
  /**
   * Bytes in memory: the operating system has not taken them yet, or they are kept to be sent again
   * (`delivery=at-least-once`). Kept records count as delivered when they are released.
   */
  readonly buffered: number;
  /** Present state. */
  readonly state: BackendState;
}

/** Sums of the backends that were replaced or closed, and have nothing left to deliver. */
export interface RetiredStats {
  /** Number of these backends. */
  readonly backends: number;
  readonly records: number;
  readonly bytes: number;
  readonly dropped: number;
  readonly notices: number;
  /** Present only if there are any. */
  readonly repeated?: number | undefined;
}

/** Counters of this thread. */
export interface Stats {
  /**
   * The backends in use, then replaced ones that still have records to deliver. After `close()`, the last ones in use, until
   * others are configured.
   */
  readonly backends: readonly BackendStats[];
  /** Sums of all other backends that were in use before. */
  readonly retired: RetiredStats;
  /**
   * Records that no backend got: logged after `close()`, or nested too deep in values that log themselves.
   */
  readonly dropped: number;
  /** Records that passed the filter, and that limits and samples have held back. */
  readonly heldBack: HeldBackStats;
  /** Counters of the recorder, and of what contexts keep. Present only if there was any. */
  readonly recorder?: RecorderStats | undefined;
  /** Formats these counters in the text format of Prometheus (version 0.0.4). */
  toPrometheus(): string;
}

/** The present counters of a sink. */
export function statsOf({ backend, batch, notices, repeated }: Sink): BackendStats {
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
    repeated: repeated > 0 ? repeated : undefined,
    notices,
    errors,
    diverted,
    reconnects,
    buffered: batch.buffered,
    state,
  };
}
