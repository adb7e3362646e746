import type { Buffer } from "node:buffer";

/** Memory for the chunks of a batch that outlives the process, as that of a black box. */
export interface ChunkMemory {
  /** Room for a chunk; `undefined` if there is none, and the chunk is made in the memory of the process. Never throws. */
  take(capacity: number, entries: number): ChunkSlot | undefined;
}

/** How far a chunk is filled. */
export interface Filling {
  readonly end: number;
  readonly records: number;
}

/** Room for a chunk. None of the functions throws. */
export interface ChunkSlot {
  /** Memory that the chunk uses. */
  readonly bytes: Buffer;
  readonly ends: Int32Array;
  readonly levels: Int32Array;

  /** The chunk is taken from its pool, empty: what it held before is forgotten. */
  begin(chunk: Filling): void;
  /** The records of the chunk were delivered or dropped. */
  free(): void;
  /** Records within the chunk will be moved, until {@link moved}. */
  moving(): void;
  /** The chunk has whole records again. */
  moved(): void;
  /** The pool has no use for the chunk any more. */
  giveBack(): void;
}
