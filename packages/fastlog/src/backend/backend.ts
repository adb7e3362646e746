import type { Chunk } from "../batch/chunk.ts";

/**
 * A sealed chunk as a backend sees it. The backend owns it from `submit` on, until it calls
 * `release` or `discard`, once; after that the bytes are written over. A chunk counts against the
 * backend's `buffer` for as long as it is kept.
 */
export type SealedChunk = Pick<
  Chunk,
  "content" | "records" | "record" | "ends" | "release" | "discard"
>;

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

  /** Takes ownership of a chunk of whole records. */
  submit(chunk: SealedChunk): void;

  /** Resolves when the operating system has every byte submitted so far; rejects if it cannot. */
  flush(): Promise<void>;

  /** Hands over what it can without the event loop: called when the process exits. */
  flushSync(): void;

  /** Opens its path again, after a rotation. A backend without a path does nothing. */
  reopen?(): void;

  /** Flushes, then frees what it holds. Nothing is submitted afterwards. */
  close(): Promise<void>;

  /** Its own counters, if it keeps any. */
  counters?(): BackendCounters;
}
