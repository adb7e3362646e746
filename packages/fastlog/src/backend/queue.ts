import type { DropReason, SealedChunk } from "./backend.ts";

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
   * Discards the oldest chunk behind the first `underWay`, of those that are not severe if there is one.
   * `false` where there is none at all.
   */
  dropOldest(underWay: number): boolean {
    const waiting = this.#chunks.slice(underWay);
    const mild = waiting.findIndex((chunk) => !chunk.isSevere);
    const [chunk] = this.#chunks.splice(underWay + Math.max(mild, 0), waiting.length > 0 ? 1 : 0);
    if (chunk === undefined) return false;
    this.#bytes -= chunk.content.length;
    chunk.discard("overflow");
    return true;
  }
}
