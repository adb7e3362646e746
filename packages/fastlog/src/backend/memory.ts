import type { Backend, SealedChunk } from "./backend.ts";

/** A backend that keeps what it is given, for tests. */
export interface MemoryBackend extends Backend {
  /** Everything delivered so far. */
  readonly text: string;
  /** The same, a string for each record, without the newlines. */
  readonly lines: readonly string[];
  /** Forgets what was delivered. */
  clear(): void;
}

/**
 * Keeps all records in memory, without a bound: for tests. Records arrive when their turn ends, or
 * on `flushSync()`.
 */
export function memory(): MemoryBackend {
  let lines: string[] = [];
  return {
    name: "memory:",
    // A test that has waited for a turn expects what was logged in it.
    defaultFlushAfter: 0,
    get text() {
      return lines.map((line) => `${line}\n`).join("");
    },
    get lines() {
      return [...lines];
    },
    clear() {
      lines = [];
    },
    submit(chunk: SealedChunk) {
      for (let i = 0; i < chunk.records; i++) lines.push(chunk.record(i).toString().slice(0, -1));
      chunk.release();
    },
    flush: () => Promise.resolve(),
    flushSync() {},
    close: () => Promise.resolve(),
  };
}
