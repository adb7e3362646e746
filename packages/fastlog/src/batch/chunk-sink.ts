import type { SealedChunk } from "./sealed.ts";

/** Takes the sealed chunks of a {@link Batch}: a backend, or what copies or keeps their records. */
export interface ChunkSink {
  /** Takes ownership of a chunk of whole records. */
  submit(chunk: SealedChunk): void;

  /** Discards the oldest chunk that is not being delivered; `false` where there is none. */
  dropOldest?(): boolean;
}

/** Gives each chunk back at once: for a batch whose bytes are read before they are submitted. */
export const NO_SINK: ChunkSink = { submit: (chunk) => chunk.release() };
