import type { Overflow } from "../batch/overflow.ts";
import type { SealedChunk } from "../batch/sealed.ts";
import type { Trouble } from "./trouble.ts";

export type { DropReason } from "../batch/losses.ts";
export type { Overflow } from "../batch/overflow.ts";
export type { SealedChunk } from "../batch/sealed.ts";
export type { Trouble } from "./trouble.ts";

/**
 * State of a backend:
 *
 * - `idle`: not started;
 * - `open`: delivers;
 * - `connecting`: waits for the answer of its peer, for the first time or again;
 * - `waiting`: the last attempt failed, and the next one comes later;
 * - `gone`: nobody reads any more, and nobody will;
 * - `closed`: closed by `close()`, or because the process ends.
 */
export type BackendState = "idle" | "open" | "connecting" | "waiting" | "gone" | "closed";

/** Counters that a backend keeps itself. All start at 0 and only grow, except `outage`. */
export interface BackendCounters {
  /** Failed attempts, by error code (`ENOSPC`, `ECONNREFUSED`, …). */
  readonly errors: Readonly<Record<string, number>>;
  /** Connections after the first one. */
  readonly reconnects?: number;
  /** Records that the operating system has taken, and that may not have arrived. */
  readonly uncertain?: number;
  /** Records that were longer than a pipe takes at once, so that other records may be inside of them. */
  readonly oversized?: number;
  /** Records that the fallback got, because the primary could not deliver them. */
  readonly diverted?: number;
  /** Present state. Default `open`. */
  readonly state?: BackendState;
  /** Length of the last time without delivery, up to now or its end, in milliseconds. */
  readonly outage?: number;
}

/** How a worker thread makes a backend like this one: a factory of fastlog and its arguments, which can be cloned. */
export interface Recipe {
  readonly factory: string;
  readonly args: readonly unknown[];
}

/** Settings that a backend gets at its start. */
export interface BackendContext {
  /** Which records are dropped when its buffer is full, if any. */
  readonly overflow: Overflow;
  /** Size of its buffer, in bytes. */
  readonly buffer: number;
  /** Format of the records: `text`, `json`, `logfmt`, `syslog`, `template`, `custom` or `otlp`. */
  readonly format: string;
  /** Name of this process or worker thread in its lines. */
  readonly tag: string;
  /** How long `close` may take to deliver the rest, in milliseconds. */
  readonly exitTimeout: number;
  /** Reports a failure to the operator, never through the logger. May be called for each failure. */
  readonly report: (trouble: Trouble) => void;
  /**
   * A fallback takes over what the backend cannot deliver. The backend must not discard it, even if nobody reads any
   * more or the process exits: `surrender` gives it away.
   */
  readonly hasFallback?: boolean;
}

/** Delivers the chunks that were submitted. Every backend does this. */
export interface ChunkDelivery {
  /** Name in `stats()` and on stderr. Built-in backends use a URL. */
  readonly name: string;

  /**
   * Takes ownership of a chunk of whole records, and gives it back by `release` or `discard`. While the chunks that were
   * not given back fill the buffer, new records are dropped and counted.
   */
  submit(chunk: SealedChunk): void;

  /**
   * Resolves when the operating system has every byte submitted so far. Rejects if that is impossible, or did not
   * happen within `timeout` milliseconds.
   */
  flush(timeout?: number): Promise<void>;

  /**
   * Hands to the operating system what it can without the event loop. Called when the process exits, and after a record
   * that must be durable (`flushOn`). A chunk that was written may be given back later, for example because a thread
   * still reads it.
   *
   * `wait` is given when the process exits: no event will follow, and the call may block for that many milliseconds.
   */
  flushSync(wait?: number): void;

  /** Flushes, then frees all resources. Nothing is submitted afterwards; it may be flushed and closed again. */
  close(): Promise<void>;
}

/** The form of records that a backend for OpenTelemetry's protocol (OTLP) asks for. */
export interface OtlpRecords {
  /**
   * `protobuf`: each record is an element of `log_records` of the message `ScopeLogs`, with its tag and length, and no
   * newline after it. `json`: an element of `logRecords` as JSON, after a comma and before a newline.
   */
  readonly encoding: "protobuf" | "json";
  /** Whether records have the place of their call in the source, which takes microseconds to find. */
  readonly position: boolean;
}

/** The format that the protocol of a backend demands. */
export interface FormatDemand {
  /** Records of OTLP, whatever the option `format` says. */
  readonly otlpRecords?: OtlpRecords | undefined;
}

/** Describes who sees the output of a backend, to choose colours. */
export interface OutputDisplay {
  /** Whether the output goes to a terminal: levels are coloured, unless the option `color` forbids it. Default `false`. */
  readonly isTerminal?: boolean;
  /**
   * Whether a person may see the output, perhaps through another program. `true` (standard output): `FORCE_COLOR` and
   * `color: true` colour it. `false` (a file): neither does. Default: only `color: true` does.
   */
  readonly isShown?: boolean | undefined;
}

/** Settings of the buffer in front of a backend. */
export interface BufferPolicy {
  /** Size of the buffer in bytes, in place of that of `configure()`. */
  readonly buffer?: number | undefined;
  /** Size of the buffer in bytes if `configure()` gives none. Default 4,194,304. */
  readonly defaultBuffer?: number | undefined;
  /** Overflow policy, in place of that of `configure()`. */
  readonly overflow?: Overflow | undefined;
  /** Supported overflow policies; the first one is the default. Default `["drop-newest"]`. */
  readonly overflows?: readonly Overflow[];
  /**
   * Discards the oldest chunk that is not being delivered. Records of level `warn` and above are discarded last
   * (`isSevere`, `dropMild`). Returns `false` if there is none. `drop-oldest` requires this method.
   */
  dropOldest?(): boolean;
}

/** Settings of the batch in front of a backend. */
export interface BatchPolicy {
  /** Longest wait of a record before it is submitted, in milliseconds, in place of that of `configure()`. */
  readonly flushAfter?: number | undefined;
  /**
   * Longest wait of a record in milliseconds if `configure()` gives none. Default 1; with 0, records are submitted at
   * the end of their turn of the event loop.
   */
  readonly defaultFlushAfter?: number | undefined;
  /** Longest record that can be delivered, in bytes with its newline. Longer records are shortened. */
  readonly maxRecord?: number | undefined;
}

/** Steps in the life of a backend that only some have. */
export interface BackendLifecycle {
  /** How worker threads make a backend of their own. Without it they log to stdout, and report that. */
  readonly recipe?: Recipe | undefined;
  /** Called once, before all other methods. It may begin to connect, and must not wait for that. */
  start?(context: BackendContext): void;
  /** Opens the path again, after a rotation. A backend without a path does nothing. */
  reopen?(): void;
}

/** Lets others see how the delivery goes, and take it over. */
export interface BackendHealth {
  /** Present counters. */
  counters?(): BackendCounters;
  /**
   * Gives up the chunks that were not delivered, in order, for the fallback. Chunks that it keeps, it must deliver or
   * discard.
   */
  surrender?(): SealedChunk[];
}

/**
 * Receives chunks of records, and delivers them. Built-in backends use nothing else: every object that implements this
 * interface can be given to `configure({ backend })`.
 *
 * No method may throw, or log through fastlog. `submit` is called with chunks in the order of their delivery.
 */
export interface Backend
  extends ChunkDelivery,
    FormatDemand,
    OutputDisplay,
    BufferPolicy,
    BatchPolicy,
    BackendLifecycle,
    BackendHealth {}
