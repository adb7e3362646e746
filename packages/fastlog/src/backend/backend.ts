import type { Overflow } from "../batch/overflow.ts";
import type { SealedChunk } from "../batch/sealed.ts";
import type { Trouble } from "./trouble.ts";

export type { DropReason } from "../batch/losses.ts";
export type { Overflow } from "../batch/overflow.ts";
export type { SealedChunk } from "../batch/sealed.ts";
export type { Trouble } from "./trouble.ts";

/**
 * What a backend is doing:
 *
 * - `idle`: it was not taken into use yet;
 * - `open`: it delivers;
 * - `connecting`: it waits for its peer's answer, for the first time or again;
 * - `waiting`: the last attempt failed, and the next one comes later;
 * - `gone`: nobody reads any more, and nobody will;
 * - `closed`: by `close()`, or because the process ends.
 */
export type BackendState = "idle" | "open" | "connecting" | "waiting" | "gone" | "closed";

/** Counters that a backend keeps itself. All start at 0 and only grow. */
export interface BackendCounters {
  /** Failed attempts, by the error's code (`ENOSPC`, `ECONNREFUSED`, …). */
  readonly errors: Readonly<Record<string, number>>;
  /** Connections that were made after the first one. */
  readonly reconnects?: number;
  /** Records that were delivered, as far as the operating system knows, and may not have arrived. */
  readonly uncertain?: number;
  /** Records that were longer than what a pipe takes at once, so that others may have cut into them. */
  readonly oversized?: number;
  /** Records that were given to the fallback, because this one could not deliver them. */
  readonly diverted?: number;
  /** What it is doing now. Default `open`. */
  readonly state?: BackendState;
  /** How long the last time was that it could deliver nothing, until now or its end. In milliseconds. */
  readonly outage?: number;
}

/**
 * How a worker thread makes a backend like this one: a factory of fastlog's and what it is called with,
 * which must be cloneable.
 */
export interface Recipe {
  readonly factory: string;
  readonly args: readonly unknown[];
}

/** What a backend is told when it is taken into use. */
export interface BackendContext {
  /** What is to happen where its buffer is full. */
  readonly overflow: Overflow;
  /** How much it may hold, in bytes. */
  readonly buffer: number;
  /** The format of the records: `text`, `json`, `logfmt`, `syslog`, `template` or `custom`. */
  readonly format: string;
  /** What names this process or worker thread in its lines. */
  readonly tag: string;
  /** How long `close` may take to deliver what is left, in milliseconds. */
  readonly exitTimeout: number;
  /** Tells the operator of a failure; never through the logger. May be called as often as it happens. */
  readonly report: (trouble: Trouble) => void;
  /**
   * Another backend stands in for it: what it cannot deliver is not to be discarded, not even where nobody
   * reads any more or the process exits. `surrender` gives it away.
   */
  readonly hasFallback?: boolean;
}

/**
 * Where chunks go. The built-in backends are made of nothing else: whatever implements this can be
 * given to `configure({ backend })`.
 *
 * No method may throw, and none may log through fastlog. `submit` is called with chunks in the order
 * in which they are to be delivered.
 */
export interface Backend {
  /** How it is named in `stats()` and on stderr: a URL for the built-in ones. */
  readonly name: string;

  /**
   * Whether a person reads on a terminal what it writes: levels have colours there, unless the option
   * `color` says otherwise. Default `false`.
   */
  readonly isTerminal?: boolean;
  /**
   * Whether a person looks at what it writes, by whatever comes behind it, as at standard output: `FORCE_COLOR`
   * and `color: true` colour it. `false`: they do not, as with a file. Default: `color: true` does.
   */
  readonly isShown?: boolean | undefined;

  /** What may wait for it, in bytes, whatever `configure({ buffer })` says. */
  readonly buffer?: number | undefined;
  /** The same, unless `configure` says anything. Default 4,194,304. */
  readonly defaultBuffer?: number | undefined;
  /** What happens where that is full, whatever `configure({ overflow })` says. */
  readonly overflow?: Overflow | undefined;
  /** The policies that it can have; the first one is its default. Default `["drop-newest"]`. */
  readonly overflows?: readonly Overflow[];
  /** How long records may wait for others before they are submitted, in milliseconds, whatever `configure` says. */
  readonly flushAfter?: number | undefined;
  /** The same, unless `configure` says anything. Default 1; 0 is until the end of their turn of the event loop. */
  readonly defaultFlushAfter?: number | undefined;
  /** The longest record that it can deliver, in bytes, its newline included: longer ones are cut. */
  readonly maxRecord?: number | undefined;
  /** How worker threads make one of their own. Without it they log to stdout, and say so. */
  readonly recipe?: Recipe | undefined;

  /** Called once, before anything else. It may begin to connect, and must not wait for that. */
  start?(context: BackendContext): void;

  /**
   * Takes ownership of a chunk of whole records. Where more is submitted than `buffer` holds before
   * chunks are given back, new records are dropped and counted.
   */
  submit(chunk: SealedChunk): void;

  /**
   * Discards the oldest chunk that is not being delivered, and before any record of level `warn` or worse
   * all others (`isSevere`, `dropMild`); `false` where it has none. Without this method there is no
   * `drop-oldest`.
   */
  dropOldest?(): boolean;

  /**
   * Gives up the chunks that it has not delivered, in order, for the backend that stands in for it. What
   * it keeps it still has to deliver, or discard.
   */
  surrender?(): SealedChunk[];

  /**
   * Resolves when the operating system has every byte submitted so far; rejects if it cannot, or has not
   * after `timeout` milliseconds.
   */
  flush(timeout?: number): Promise<void>;

  /**
   * Hands to the operating system what it can without the event loop. Called when the process exits,
   * and after a record that must be durable (`flushOn`). A chunk that it has written may be given
   * back later, as where a thread still reads it.
   *
   * `wait`, in milliseconds, is given when the process exits: no event will come any more, and it may
   * block for that long.
   */
  flushSync(wait?: number): void;

  /** Opens its path again, after a rotation. A backend without a path does nothing. */
  reopen?(): void;

  /** Flushes, then frees what it holds. Nothing is submitted afterwards. */
  close(): Promise<void>;

  /** Its own counters, if it keeps any. */
  counters?(): BackendCounters;
}
