import type { SealedChunk } from "./sealed.ts";

/** Receives the sealed chunks of a {@link Batch}: a backend, the tee, or a nested builder. */
export interface ChunkSink {
  /** Takes ownership of a chunk of whole records. */
  submit(chunk: SealedChunk): void;

  /** Discards the oldest chunk that is not being delivered; `false` if there is none. */
  dropOldest?(): boolean;
}

/** Gives each chunk back at once, for a batch whose bytes are read before they are submitted. */
export const NO_SINK: ChunkSink = { submit: (chunk) => chunk.release() };
