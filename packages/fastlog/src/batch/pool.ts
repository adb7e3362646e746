import { Chunk, type ChunkOwner, LOOK_EVERY } from "./chunk.ts";
import type { ChunkMemory } from "./chunk-memory.ts";

/**
 * The bounded set of chunks of one backend, made when they are needed. It has at least two chunks, or none could be in
 * flight. With four chunks or more, an eighth, but at least one, is reserved for severe records.
 */
export class Pool {
  readonly #owner: ChunkOwner;
  readonly #reserves: boolean;
  #limit = 0;
  #chunkSize = 0;
  /** Largest number of chunks, and how many of them are reserved for severe records. */
  #most = 0;
  #reserved = 0;
  #free: Chunk[] = [];
  /** Chunks that exist, and their bytes. */
  readonly #all = new Set<Chunk>();
  #bytes = 0;
  #memory: ChunkMemory | undefined;
  /** Chunks of another memory, which are given up when they come back. */
  #outdated: Set<Chunk> | undefined;

  /** `limit` bounds the size of all chunks together, in bytes. Without `reserves`, severe records have no chunks of their own. */
  constructor(limit: number, chunkSize: number, owner: ChunkOwner, reserves = true) {
    this.#owner = owner;
    this.#reserves = reserves;
    this.resize(limit, chunkSize);
  }

  /** Changes the bounds. Chunks of another size are given up when they come back. */
  resize(limit: number, chunkSize: number): void {
    this.#limit = limit;
    this.#chunkSize = chunkSize;
    this.#most = Math.max(2, Math.floor(limit / chunkSize));
    this.#reserved = this.#most < 4 || !this.#reserves ? 0 : Math.max(1, this.#most >> 3);
    const free = this.#free;
    this.#free = [];
    for (const chunk of free) this.release(chunk);
  }

  /** Makes chunks in another memory from now on. Chunks of the one before are given up when they come back. */
  useMemory(memory: ChunkMemory | undefined): void {
    this.#memory = memory;
    this.#outdated = new Set(this.#all);
    const free = this.#free;
    this.#free = [];
    for (const chunk of free) this.release(chunk);
  }

  /** All chunks, in use or not. */
  get all(): Iterable<Chunk> {
    return this.#all;
  }

  /** Whether only reserved chunks are left, or none. */
  get isLow(): boolean {
    return this.#all.size - this.#free.length > this.#most - this.#reserved;
  }

  /** An empty chunk; `undefined` if records of this severity may have none. */
  acquire(isSevere: boolean): Chunk | undefined {
    if (!isSevere && this.#all.size - this.#free.length >= this.#most - this.#reserved)
      return undefined;
    const free = this.#free.pop();
    if (free !== undefined) {
      free.slot?.begin(free);
      return free;
    }
    if (this.#all.size >= 2 && this.#bytes + this.#chunkSize > this.#limit) return undefined;
    const chunk = this.#make();
    if (chunk === undefined) return undefined;
    this.#all.add(chunk);
    this.#bytes += this.#chunkSize;
    chunk.slot?.begin(chunk);
    return chunk;
  }

  /** Makes a chunk; `undefined` if there is no memory for it, or no room on the stack. */
  #make(): Chunk | undefined {
    try {
      return new Chunk(this.#chunkSize, this.#owner, this.#memory);
    } catch {
      return undefined;
    }
  }

  release(chunk: Chunk): void {
    const isTooMuch = this.#all.size > 2 && this.#bytes > this.#limit;
    const isOutdated = this.#outdated?.delete(chunk) === true;
    if (chunk.capacity !== this.#chunkSize || isTooMuch || isOutdated) {
      this.#all.delete(chunk);
      this.#bytes -= chunk.capacity;
      chunk.slot?.giveBack();
      return;
    }
    chunk.slot?.free();
    chunk.end = 0;
    chunk.records = 0;
    chunk.lookAt = LOOK_EVERY;
    this.#free.push(chunk);
  }
}
