import type { SealedChunk } from "../batch/sealed.ts";

export type { SealedChunk } from "../batch/sealed.ts";

/** Counters that a backend keeps itself. All start at 0 and only grow. */
export interface BackendCounters {
  /** Failed attempts, by the error's code (`ENOSPC`, `EPIPE`, …). */
  readonly errors: Readonly<Record<string, number>>;
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
   * Takes ownership of a chunk of whole records. Where more is submitted than `buffer` holds before
   * chunks are given back, new records are dropped and counted.
   */
  submit(chunk: SealedChunk): void;

  /** Resolves when the operating system has every byte submitted so far; rejects if it cannot. */
  flush(): Promise<void>;

  /**
   * Hands to the operating system what it can without the event loop. Called when the process exits,
   * and after a record that must be durable (`flushOn`). A chunk that it has written may be given
   * back later, as where a thread still reads it.
   */
  flushSync(): void;

  /** Opens its path again, after a rotation. A backend without a path does nothing. */
  reopen?(): void;

  /** Flushes, then frees what it holds. Nothing is submitted afterwards. */
  close(): Promise<void>;

  /** Its own counters, if it keeps any. */
  counters?(): BackendCounters;
}
