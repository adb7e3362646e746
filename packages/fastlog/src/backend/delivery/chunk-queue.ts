import type { DropReason, SealedChunk } from "../backend.ts";

/** Chunks in the order of delivery. The first `underWay` chunks are being delivered, and stay. */
export class ChunkQueue {
  readonly #chunks: SealedChunk[] = [];
  #bytes = 0;

  get length(): number {
    return this.#chunks.length;
  }

  /** Bytes of all chunks. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Records of all chunks. */
  get records(): number {
    return this.#chunks.reduce((sum, { records }) => sum + records, 0);
  }

  /** The first chunk; `undefined` if the queue is empty. */
  get first(): SealedChunk | undefined {
    return this.#chunks[0];
  }

  /** All chunks, in order. */
  get all(): readonly SealedChunk[] {
    return this.#chunks;
  }

  at(index: number): SealedChunk | undefined {
    return this.#chunks[index];
  }

  /** Adds a chunk. The last chunk absorbs it if it has room and is not under way. */
  push(chunk: SealedChunk, underWay: number): void {
    this.#bytes += chunk.content.length;
    const last = this.#chunks.length > underWay ? this.#chunks.at(-1) : undefined;
    if (last?.absorb(chunk) !== true) this.#chunks.push(chunk);
  }

  /** Removes the first chunk. */
  shift(): SealedChunk | undefined {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) this.#bytes -= chunk.content.length;
    return chunk;
  }

  /** The first `records` records of the first chunk were delivered. Releases the chunk if those are all. */
  delivered(records: number): void {
    const chunk = this.#chunks[0];
    if (chunk === undefined) return;
    this.#bytes -= chunk.content.length;
    if (records === chunk.records) {
      this.#chunks.shift();
      chunk.release();
    } else {
      chunk.delivered(records);
      this.#bytes += chunk.content.length;
    }
  }

  /** Removes all chunks except the first `underWay`. */
  take(underWay: number): SealedChunk[] {
    const taken = this.#chunks.splice(underWay);
    for (const chunk of taken) this.#bytes -= chunk.content.length;
    return taken;
  }

  /** Puts chunks before all others. */
  unshift(chunks: readonly SealedChunk[]): void {
    this.#chunks.unshift(...chunks);
    for (const chunk of chunks) this.#bytes += chunk.content.length;
  }

  /** Discards all chunks. */
  discard(reason: DropReason): void {
    this.#bytes = 0;
    for (const chunk of this.#chunks.splice(0)) chunk.discard(reason);
  }

  /**
   * Makes room of one chunk after the first `underWay`: discards the oldest chunk without severe records; else
   * drops the mild records of the others; else discards the oldest chunk. Returns `false` if all chunks are under
   * way.
   */
  dropOldest(underWay: number): boolean {
    const chunks = this.#chunks;
    const at = chunks.findIndex((chunk, i) => i >= underWay && !chunk.isSevere);
    if (at === -1 && this.#thin(underWay)) return true;
    const [chunk] = chunks.splice(at === -1 ? underWay : at, 1);
    if (chunk === undefined) return false;
    this.#bytes -= chunk.content.length;
    chunk.discard("overflow");
    return true;
  }

  /** Drops mild records, oldest first, until two chunks fit into one. */
  #thin(underWay: number): boolean {
    const chunks = this.#chunks;
    for (let i = underWay; i < chunks.length; i++) {
      const chunk = chunks[i] as SealedChunk;
      const before = chunk.content.length;
      if (!chunk.dropMild()) continue;
      this.#bytes -= before - chunk.content.length;
      if (i > underWay && (chunks[i - 1] as SealedChunk).absorb(chunk)) {
        chunks.splice(i, 1);
        return true;
      }
    }
    return false;
  }
}
