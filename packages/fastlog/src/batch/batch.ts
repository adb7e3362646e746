import type { Backend } from "../backend/backend.ts";
import { CHUNK_SIZE, type Chunk, type ChunkOwner } from "./chunk.ts";
import { Pool } from "./pool.ts";
import { SealedChunk } from "./sealed.ts";

/** What happened to the records of one backend since it was configured. */
export interface BatchCounters {
  /** Records that the backend delivered. */
  records: number;
  /** Bytes of those. */
  bytes: number;
  /** Records that were discarded: the pool was empty, or the backend could not deliver them. */
  dropped: number;
}

/** Gathers the records of one backend into chunks and hands it the sealed ones. */
export class Batch implements ChunkOwner {
  readonly backend: Backend;
  readonly counters: BatchCounters = { records: 0, bytes: 0, dropped: 0 };
  /** The chunk that records are being written to; `undefined` where there is none at the moment. */
  current: Chunk | undefined;
  /**
   * A record is being written behind the current chunk's end, and user code may run meanwhile: the
   * chunk must stay.
   */
  isWriting = false;

  private readonly pool: Pool;
  /** Bytes of sealed chunks that the backend has not given back. */
  private held = 0;
  /** What waits until the record is written. */
  private waiting: (() => void)[] = [];

  /** `buffer` bounds the pool in bytes; `maxRecord` is the longest record there will be. */
  constructor(backend: Backend, buffer: number, maxRecord: number) {
    this.backend = backend;
    this.pool = new Pool(buffer, chunkSize(maxRecord), this);
  }

  /** Bytes that were logged and that the operating system has not taken. */
  get buffered(): number {
    return this.held + (this.current?.end ?? 0);
  }

  resize(buffer: number, maxRecord: number): void {
    this.sealNow();
    if (this.current !== undefined) this.pool.release(this.current);
    this.current = undefined;
    this.pool.resize(buffer, chunkSize(maxRecord));
  }

  /** The chunk to write the next record to; `undefined` when the pool is empty. */
  open(): Chunk | undefined {
    this.current ??= this.pool.acquire();
    return this.current;
  }

  /** Does something between two records: at once, unless one is being written. */
  whenIdle(action: () => void): void {
    if (this.isWriting) this.waiting.push(action);
    else action();
  }

  /** The record that was being written is whole. */
  idle(): void {
    this.isWriting = false;
    if (this.waiting.length === 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const action of waiting) action();
  }

  /** Hands the current chunk to the backend as soon as no record is being written. */
  seal(): void {
    if (this.isWriting) this.waiting.push(() => this.sealNow());
    else this.sealNow();
  }

  /** Hands the current chunk to the backend, unless it is empty. For between two records only. */
  sealNow(): void {
    const chunk = this.current;
    if (chunk === undefined || chunk.end === 0) return;
    this.current = undefined;
    this.submit(chunk);
  }

  /**
   * Seals the current chunk while a record is being written behind its end, and moves what there is
   * of that record to the start of a new chunk. When the pool is empty it returns `undefined` and
   * nothing has changed.
   */
  carryOver(at: number): Chunk | undefined {
    const full = this.current as Chunk;
    const next = this.pool.acquire();
    if (next === undefined) return undefined;
    full.bytes.copy(next.bytes, 0, full.end, at);
    this.current = next;
    this.submit(full);
    return next;
  }

  takeBack(chunk: Chunk, delivered: boolean): void {
    this.held -= chunk.end;
    if (delivered) {
      this.counters.records += chunk.records;
      this.counters.bytes += chunk.end;
    } else {
      this.counters.dropped += chunk.records;
    }
    this.pool.release(chunk);
  }

  private submit(chunk: Chunk): void {
    this.held += chunk.end;
    const sealed = new SealedChunk(chunk);
    try {
      this.backend.submit(sealed);
    } catch {
      // A backend must not throw; one that does has not taken the chunk.
      sealed.discard();
    }
  }
}

function chunkSize(maxRecord: number): number {
  return Math.max(CHUNK_SIZE, maxRecord);
}
