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
 * then its backend does, until it gives it back. Nobody writes to it in between.
 */
export class Chunk {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly capacity: number;
  readonly ends: Int32Array = new Int32Array(MAX_RECORDS);
  end = 0;
  records = 0;
  readonly owner: ChunkOwner;

  constructor(capacity: number, owner: ChunkOwner) {
    this.capacity = capacity;
    this.bytes = Buffer.allocUnsafeSlow(capacity + SLACK);
    this.view = new DataView(this.bytes.buffer);
    this.owner = owner;
  }
}

/** Who made a chunk and takes it back. */
export interface ChunkOwner {
  takeBack(chunk: Chunk, delivered: boolean): void;
}
