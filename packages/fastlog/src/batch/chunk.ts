import { Buffer } from "node:buffer";
import type { ChunkMemory, ChunkSlot } from "./chunk-memory.ts";
import type { DropReason } from "./losses.ts";

/** Size of a chunk, and of the largest `write(2)` of whole records. */
export const CHUNK_SIZE = 65_536;

/** Bytes after the capacity, because the fast paths write whole words past the end of a record. */
const SLACK = 16;

/** Largest number of records in a chunk of at least {@link CHUNK_SIZE}: one for 16 bytes. A smaller one has fewer. */
export const MAX_RECORDS = 4096;

/** Lowest number of bytes for each record that a chunk can hold. */
const BYTES_A_RECORD: number = CHUNK_SIZE / MAX_RECORDS;

/** Number of records after which the batch looks at its chunk again. */
export const LOOK_EVERY = 16;

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
 * `end` moves once for each record, when the record is whole. The encoder owns the chunk until it is sealed; then its
 * backend does, until it gives the chunk back. Meanwhile nobody writes to it.
 */
export class Chunk {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly capacity: number;
  /** As many as the chunk can hold. */
  readonly ends: Int32Array;
  /** For each record, its level, and in the higher bits the {@link RecordWriter.mark} that it was written with. */
  readonly levels: Int32Array;
  end = 0;
  records = 0;
  /** Number of records at which the batch looks at the chunk. */
  lookAt: number = LOOK_EVERY;
  /** A backend has the chunk, and has not given it back. */
  isOut = false;
  readonly owner: ChunkOwner;
  /** Its place in a black box; `undefined` if it is in the memory of the process. */
  readonly slot: ChunkSlot | undefined;

  constructor(capacity: number, owner: ChunkOwner, memory?: ChunkMemory) {
    const most = entriesOf(capacity);
    const slot = memory?.take(capacity, most);
    this.capacity = capacity;
    this.bytes = slot?.bytes ?? Buffer.allocUnsafeSlow(capacity + SLACK);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, capacity + SLACK);
    this.ends = slot?.ends ?? new Int32Array(most);
    this.levels = slot?.levels ?? new Int32Array(most);
    this.owner = owner;
    this.slot = slot;
  }
}

/** Number of records that a chunk of so many bytes can hold. */
export function entriesOf(capacity: number): number {
  return Math.min(MAX_RECORDS, Math.floor(capacity / BYTES_A_RECORD));
}

/** Lowest bit of the mark of a record, above its level. */
export const MARK_SHIFT = 8;
/** Bit of the mark of records that are kept in a ring, and not for the log: the sign. Those below are of sinks, or of a ring. */
export const RING_MARK: number = 1 << 31;

export const LEVEL_MASK: number = (1 << MARK_SHIFT) - 1;

/** The level of a record in a chunk, as a number. */
export function levelIn(chunk: Chunk, index: number): number {
  return (chunk.levels[index] as number) & LEVEL_MASK;
}

/** The mark of a record in a chunk. */
export function markIn(chunk: Chunk, index: number): number {
  return (chunk.levels[index] as number) & ~LEVEL_MASK;
}

/** Makes chunks, and takes them back. */
export interface ChunkOwner {
  /** `reason` says why the records were not delivered; `undefined` if they were. */
  takeBack(chunk: Chunk, reason: DropReason | undefined, lost: readonly Lost[] | undefined): void;
  /** The first records of a chunk were delivered, and removed from it. */
  delivered(records: number, bytes: number): void;
  /** A record was removed from a chunk to make room. */
  removed(level: number, bytes: number): void;
}

/** A record that was not delivered in a chunk that was. */
export interface Lost {
  readonly index: number;
  readonly reason: DropReason;
}
