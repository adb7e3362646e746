import type { Backend, SealedChunk } from "./backend.ts";

/** A backend that keeps its records, for tests. */
export interface MemoryBackend extends Backend {
  /** Everything delivered so far. */
  readonly text: string;
  /** The delivered records, without their newlines. */
  readonly lines: readonly string[];
  /** Forgets what was delivered. */
  clear(): void;
}

/**
 * Keeps all records in memory, without a bound, for tests. Records arrive at the end of their turn of the event loop,
 * or on `flushSync()`.
 */
export function memory(): MemoryBackend {
  let lines: string[] = [];
  return {
    name: "memory:",
    // A test that waits for a turn expects its records.
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
