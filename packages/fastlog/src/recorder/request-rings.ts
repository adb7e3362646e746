import { Batch } from "../batch/batch.ts";
import type { Chunk } from "../batch/chunk.ts";
import type { ChunkSink } from "../batch/chunk-sink.ts";
import type { SealedChunk } from "../batch/sealed.ts";
import { recordsIn, type Taken } from "./ring.ts";

/** Size of the chunks of requests, in bytes. Most requests need one. */
export const REQUEST_CHUNK = 4096;

/** The last records of one request. Its chunks belong to {@link RequestRings}. */
export class RequestRing {
  /** Most chunks. */
  readonly most: number;
  /** Its records were written: all that follow go to the log. */
  isOpen = false;
  sealed: SealedChunk[] = [];
  /** The chunk that records are written to, unless the ring is the active one: then the batch has it. */
  current: Chunk | undefined;
  /** When its first record was logged, of those since it had none; `undefined` without one. */
  since: number | undefined;
  /** Records that made room for later ones. */
  overwritten = 0;

  constructor(bytes: number) {
    this.most = Math.floor(bytes / REQUEST_CHUNK);
  }
}

/**
 * The rings of requests that are under way. They share one batch, whose current chunk is that of the request that logs, and
 * the memory: when there is no more, the oldest records of the request that began to log first make room.
 */
export class RequestRings implements ChunkSink {
  readonly batch: Batch;
  /** Records that made room for later ones. */
  overwritten = 0;
  /** Records of requests that ended well. */
  forgotten = 0;

  readonly #now: () => number;
  #active: RequestRing | undefined;
  /** The rings that have chunks, in the order in which they began to log. */
  readonly #live = new Set<RequestRing>();

  /** `bytes` bounds all of them together. `now` in milliseconds. */
  constructor(bytes: number, now: () => number) {
    this.#now = now;
    this.batch = new Batch(this, bytes, REQUEST_CHUNK, REQUEST_CHUNK);
  }

  /** Number of records of all of them. */
  get records(): number {
    let sum = this.batch.unsealedRecords;
    for (const { sealed, current } of this.#live)
      sum += recordsIn(sealed) + (current?.records ?? 0);
    return sum;
  }

  /** Records that were taken out, and are not delivered yet. */
  get underWay(): number {
    const { bufferedRecords, unsealedRecords } = this.batch;
    let sum = bufferedRecords - unsealedRecords;
    for (const { sealed } of this.#live) sum -= recordsIn(sealed);
    return sum;
  }

  /** Records that could not be kept, or that the backend has not delivered. */
  get lost(): number {
    return this.batch.counters.dropped;
  }

  /** Makes the next record one of a request; `false` if the stack has no room for that. */
  use(ring: RequestRing): boolean {
    if (ring === this.#active) return true;
    // A record that is logged while a record of another request is encoded goes to the ring of that request.
    if (this.batch.isWriting) return true;
    const before = this.batch.exchange(ring.current);
    if (before === null) return false;
    if (this.#active !== undefined) this.#active.current = before;
    else if (before !== undefined) this.#forget(before);
    this.#active = ring;
    ring.current = undefined;
    if (ring.since === undefined) {
      ring.since = this.#now();
      this.#live.add(ring);
    }
    return true;
  }

  submit(chunk: SealedChunk): void {
    const ring = this.#active;
    if (ring === undefined) {
      this.forgotten += chunk.records;
      chunk.release();
      return;
    }
    ring.sealed.push(chunk);
    if (ring.sealed.length >= ring.most) this.#dropOldestOf(ring);
  }

  dropOldest(): boolean {
    for (const ring of this.#live) {
      if (this.#dropOldestOf(ring)) return true;
      const { current } = ring;
      if (current === undefined) {
        // Without a record, it begins again with its next one: thousands of requests must not be asked for each chunk.
        if (ring !== this.#active) this.#leave(ring);
        continue;
      }
      this.overwritten += current.records;
      ring.overwritten += current.records;
      ring.current = undefined;
      this.#leave(ring);
      this.batch.forget(current);
      return true;
    }
    return false;
  }

  /** Takes out the records of a request. Call it between two records only. */
  take(ring: RequestRing): Taken {
    const since = ring.since ?? this.#now();
    if (ring.since !== undefined && this.use(ring)) this.batch.sealNow();
    const chunks = ring.sealed;
    ring.sealed = [];
    this.#leave(ring);
    return { chunks, records: recordsIn(chunks), since };
  }

  /** A request has ended: its records are forgotten. Call it between two records only. */
  end(ring: RequestRing): void {
    for (const chunk of ring.sealed) {
      this.forgotten += chunk.records;
      chunk.release();
    }
    ring.sealed = [];
    this.#leave(ring);
    let { current } = ring;
    if (ring === this.#active) {
      // Without an active ring, `submit` forgets the records that `exchange` may have to hand over.
      this.#active = undefined;
      current = this.batch.exchange(undefined) ?? undefined;
    }
    ring.current = undefined;
    if (current !== undefined) this.#forget(current);
  }

  /** Forgets the records of all requests. Call it between two records only. */
  clear(): void {
    for (const ring of [...this.#live]) this.end(ring);
  }

  /** A request has no records any more. */
  #leave(ring: RequestRing): void {
    ring.since = undefined;
    this.#live.delete(ring);
  }

  #dropOldestOf(ring: RequestRing): boolean {
    const oldest = ring.sealed.shift();
    if (oldest === undefined) return false;
    this.overwritten += oldest.records;
    ring.overwritten += oldest.records;
    oldest.release();
    return true;
  }

  #forget(chunk: Chunk): void {
    this.forgotten += chunk.records;
    this.batch.forget(chunk);
  }
}
