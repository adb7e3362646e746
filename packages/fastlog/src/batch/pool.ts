import { Chunk, type ChunkOwner, LOOK_EVERY } from "./chunk.ts";

/**
 * The bounded set of chunks that one backend may hold, made as they are needed. There are always two
 * at least, or nothing could be in flight. Where there are four, the last eighth of them, or one, is
 * kept for severe records.
 */
export class Pool {
  readonly #owner: ChunkOwner;
  #limit = 0;
  #chunkSize = 0;
  /** How many chunks there may be, and how many of those are kept for severe records. */
  #most = 0;
  #reserved = 0;
  #free: Chunk[] = [];
  /** Chunks that were made and not given up, and the bytes of them. */
  readonly #all = new Set<Chunk>();
  #bytes = 0;

  /** `limit` bounds all chunks together, in bytes. */
  constructor(limit: number, chunkSize: number, owner: ChunkOwner) {
    this.#owner = owner;
    this.resize(limit, chunkSize);
  }

  /** Chunks of another size that are in use are given up when they come back. */
  resize(limit: number, chunkSize: number): void {
    this.#limit = limit;
    this.#chunkSize = chunkSize;
    this.#most = Math.max(2, Math.floor(limit / chunkSize));
    this.#reserved = this.#most < 4 ? 0 : Math.max(1, this.#most >> 3);
    const free = this.#free;
    this.#free = [];
    for (const chunk of free) this.release(chunk);
  }

  /** All chunks that there are, in use or not. */
  get all(): Iterable<Chunk> {
    return this.#all;
  }

  /** Whether all chunks are in use but those that are kept for severe records, or some of those too. */
  get isLow(): boolean {
    return this.#all.size - this.#free.length > this.#most - this.#reserved;
  }

  /** An empty chunk, or `undefined` when all are in use that records of this severity may have. */
  acquire(isSevere: boolean): Chunk | undefined {
    if (!isSevere && this.#all.size - this.#free.length >= this.#most - this.#reserved)
      return undefined;
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#all.size >= 2 && this.#bytes + this.#chunkSize > this.#limit) return undefined;
    const chunk = this.#make();
    if (chunk === undefined) return undefined;
    this.#all.add(chunk);
    this.#bytes += this.#chunkSize;
    return chunk;
  }

  /** `undefined` where there is no memory for one, or the stack is full: as if all were in use. */
  #make(): Chunk | undefined {
    try {
      return new Chunk(this.#chunkSize, this.#owner);
    } catch {
      return undefined;
    }
  }

  release(chunk: Chunk): void {
    const isTooMuch = this.#all.size > 2 && this.#bytes > this.#limit;
    if (chunk.capacity !== this.#chunkSize || isTooMuch) {
      this.#all.delete(chunk);
      this.#bytes -= chunk.capacity;
      return;
    }
    chunk.end = 0;
    chunk.records = 0;
    chunk.lookAt = LOOK_EVERY;
    this.#free.push(chunk);
  }
}
