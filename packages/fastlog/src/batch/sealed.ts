import type { Chunk } from "./chunk.ts";

/**
 * A sealed chunk, as a backend has it: once for each submission, so that it may serve as a key.
 *
 * The backend owns the bytes until it calls `release` or `discard`; they are written over
 * afterwards. Until then the chunk counts against the backend's `buffer`.
 */
export class SealedChunk {
  /** How many records there are. */
  readonly records: number;
  /** The records, each with its newline: not a copy. */
  readonly content: Buffer;

  #chunk: Chunk | undefined;

  constructor(chunk: Chunk) {
    this.#chunk = chunk;
    this.records = chunk.records;
    this.content = chunk.bytes.subarray(0, chunk.end);
  }

  /** One record with its newline, counted from 0: not a copy. Throws when there is none. */
  record(index: number): Buffer {
    const ends = this.#chunk?.ends;
    if (ends === undefined || !Number.isInteger(index) || index < 0 || index >= this.records) {
      throw new RangeError(
        `no record ${index} (there are ${ends === undefined ? 0 : this.records})`,
      );
    }
    return this.content.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
  }

  /** Gives the chunk back: its records were delivered. Only the first call counts. */
  release(): void {
    this.#giveBack(true);
  }

  /** Gives the chunk back: its records were not delivered, and are counted as dropped. */
  discard(): void {
    this.#giveBack(false);
  }

  #giveBack(delivered: boolean): void {
    const chunk = this.#chunk;
    if (chunk === undefined) return;
    this.#chunk = undefined;
    chunk.owner.takeBack(chunk, delivered);
  }
}
