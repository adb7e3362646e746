import { Batch } from "../batch/batch.ts";
import { CHUNK_SIZE } from "../batch/chunk.ts";
import type { ChunkSink } from "../batch/chunk-sink.ts";
import type { SealedChunk } from "../batch/sealed.ts";

/** Records that were taken out of a ring, oldest first. Each chunk must be released or discarded. */
export interface Taken {
  readonly chunks: readonly SealedChunk[];
  readonly records: number;
  /** When the first of them was logged, in milliseconds of the clock of the ring. */
  readonly since: number;
}

/**
 * The last records of a thread that its log does not get, in chunks of bounded size together. A record is encoded into its
 * chunk, and the oldest chunk is used again when there is no other.
 *
 * A chunk that was taken out counts until it is given back: a backend that is slow delivers from the memory of the ring, and
 * needs no buffer of its own.
 */
export class Ring implements ChunkSink {
  readonly batch: Batch;
  /** Records that made room for later ones. */
  overwritten = 0;

  readonly #now: () => number;
  #sealed: SealedChunk[] = [];
  /** For each sealed chunk and the current one, when it was begun. */
  #begun: number[] = [];

  /** `bytes` bounds all chunks together, of which there are at least two. `now` in milliseconds. */
  constructor(bytes: number, now: () => number) {
    this.#now = now;
    this.batch = new Batch(this, bytes, CHUNK_SIZE, CHUNK_SIZE);
    this.batch.onChunk = () => this.#begun.push(this.#now());
  }

  /** Number of records. */
  get records(): number {
    return this.batch.unsealedRecords + recordsIn(this.#sealed);
  }

  /** Records that were taken out, and are not delivered yet. */
  get underWay(): number {
    return this.batch.bufferedRecords - this.records;
  }

  /** Records that could not be kept, or that the backend has not delivered. */
  get lost(): number {
    return this.batch.counters.dropped;
  }

  submit(chunk: SealedChunk): void {
    this.#sealed.push(chunk);
  }

  dropOldest(): boolean {
    const oldest = this.#sealed.shift();
    if (oldest === undefined) return false;
    this.#begun.shift();
    this.overwritten += oldest.records;
    // Not dropped: the batch would count each by its level.
    oldest.release();
    return true;
  }

  /** Takes all records out. Call it between two records only. */
  take(): Taken {
    this.batch.sealNow();
    const chunks = this.#sealed;
    const [since = this.#now()] = this.#begun;
    this.#sealed = [];
    this.#begun = [];
    return { chunks, records: recordsIn(chunks), since };
  }
}

export function recordsIn(chunks: readonly SealedChunk[]): number {
  return chunks.reduce((sum, { records }) => sum + records, 0);
}
