import { Chunk, type ChunkOwner } from "./chunk.ts";

/** The bounded set of chunks that one backend may hold, made as they are needed. */
export class Pool {
  readonly #chunkSize: number;
  readonly #most: number;
  readonly #owner: ChunkOwner;
  readonly #free: Chunk[] = [];
  #made = 0;

  /** `bytes` bounds all chunks together; there are at least two, or nothing could be in flight. */
  constructor(bytes: number, chunkSize: number, owner: ChunkOwner) {
    this.#chunkSize = chunkSize;
    this.#most = Math.max(2, Math.floor(bytes / chunkSize));
    this.#owner = owner;
  }

  /** An empty chunk, or `undefined` when all are in use. */
  acquire(): Chunk | undefined {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#made === this.#most) return undefined;
    this.#made++;
    return new Chunk(this.#chunkSize, this.#owner);
  }

  release(chunk: Chunk): void {
    chunk.end = 0;
    chunk.records = 0;
    this.#free.push(chunk);
  }
}
