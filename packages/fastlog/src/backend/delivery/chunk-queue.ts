import type { DropReason, SealedChunk } from "../backend.ts";

/** Chunks in the order in which they are to be delivered. The first ones may be under way. */
export class ChunkQueue {
  readonly #chunks: SealedChunk[] = [];
  #bytes = 0;

  get length(): number {
    return this.#chunks.length;
  }

  /** Of all chunks. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many records they have. */
  get records(): number {
    return this.#chunks.reduce((sum, { records }) => sum + records, 0);
  }

  /** The first chunk; `undefined` where there is none. */
  get first(): SealedChunk | undefined {
    return this.#chunks[0];
  }

  /** All of them, in order. */
  get all(): readonly SealedChunk[] {
    return this.#chunks;
  }

  at(index: number): SealedChunk | undefined {
    return this.#chunks[index];
  }

  /** Adds a chunk. The last one takes its records over if it has room and is not under way. */
  push(chunk: SealedChunk, underWay: number): void {
    this.#bytes += chunk.content.length;
    const last = this.#chunks.length > underWay ? this.#chunks.at(-1) : undefined;
    if (last?.absorb(chunk) !== true) this.#chunks.push(chunk);
  }

  /** Takes the first one out. */
  shift(): SealedChunk | undefined {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) this.#bytes -= chunk.content.length;
    return chunk;
  }

  /** The first records of the first chunk were delivered; with its last one it is taken out. */
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

  /** Takes all out but the first `underWay`. */
  take(underWay: number): SealedChunk[] {
    const taken = this.#chunks.splice(underWay);
    for (const chunk of taken) this.#bytes -= chunk.content.length;
    return taken;
  }

  /** Puts chunks in front of all others. */
  unshift(chunks: readonly SealedChunk[]): void {
    this.#chunks.unshift(...chunks);
    for (const chunk of chunks) this.#bytes += chunk.content.length;
  }

  /** Discards all. */
  discard(reason: DropReason): void {
    this.#bytes = 0;
    for (const chunk of this.#chunks.splice(0)) chunk.discard(reason);
  }

  /**
   * Makes room by one chunk behind the first `underWay`: the oldest that is not severe, else by dropping
   * what is not severe in the others, else by the oldest. `false` where there is none at all.
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

  /** Drops what is not severe, oldest first, until what is left needs a chunk less. */
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
