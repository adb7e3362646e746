/** A chunk is sealed at this size: what one `write(2)` of whole records may hold. */
export const CHUNK_SIZE = 65_536;

/** Room behind the capacity, so that the fast paths may write whole words past a record's end. */
const SLACK = 8;

/** A chunk of tiny records is sealed when it holds this many. */
export const MAX_RECORDS = 4096;

/**
 * A buffer of whole records.
 *
 * ```text
 *  bytes  ┌──────────┬────────────┬───────┬───────────────┬─────────────┐
 *         │ record 0 │  record 1  │ rec 2 │ being written │    free     │
 *         └──────────┴────────────┴───────┴───────────────┴─────────────┘
 *                    ▲            ▲       ▲                             ▲
 *              ends[0]      ends[1]     ends[2] = end               capacity
 * ```
 *
 * `end` moves once a record, when it is whole. Whoever encodes owns the chunk until it is sealed;
 * from then on its backend does, which gives it back by `release` or `discard`, once. Nobody writes
 * to a chunk between the two.
 */
export class Chunk {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly capacity: number;
  readonly ends: Int32Array = new Int32Array(MAX_RECORDS);
  end = 0;
  records = 0;
  /** Whether a backend owns it. */
  sealed = false;

  readonly #owner: ChunkOwner;

  constructor(capacity: number, owner: ChunkOwner) {
    this.capacity = capacity;
    this.bytes = Buffer.allocUnsafeSlow(capacity + SLACK);
    this.view = new DataView(this.bytes.buffer);
    this.#owner = owner;
  }

  /** The whole records, without a copy: valid until the chunk is given back. */
  get content(): Buffer {
    return this.bytes.subarray(0, this.end);
  }

  /** One record, its newline included, without a copy. `index` counts from 0. */
  record(index: number): Buffer {
    if (!(index >= 0 && index < this.records)) throw new RangeError(`no record ${index}`);
    return this.bytes.subarray(index === 0 ? 0 : this.ends[index - 1], this.ends[index]);
  }

  /** Gives the chunk back: its records were delivered. A second call does nothing. */
  release(): void {
    if (this.sealed) this.#owner.takeBack(this, true);
  }

  /** Gives the chunk back: its records were not delivered, and are counted as dropped. */
  discard(): void {
    if (this.sealed) this.#owner.takeBack(this, false);
  }
}

/** Who made a chunk and takes it back. */
export interface ChunkOwner {
  takeBack(chunk: Chunk, delivered: boolean): void;
}
