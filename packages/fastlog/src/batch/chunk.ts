import { Buffer } from "node:buffer";
import type { DropReason } from "./losses.ts";

/** A chunk is sealed at this size: what one `write(2)` of whole records may hold. */
export const CHUNK_SIZE = 65_536;

/** Room behind the capacity, so that the fast paths may write whole words past a record's end. */
const SLACK = 16;

/** A chunk of tiny records is sealed when it holds this many. */
export const MAX_RECORDS = 4096;

/** After so many records each it is looked how full a chunk is. */
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
 * `end` moves once a record, when it is whole. Whoever encodes owns the chunk until it is sealed;
 * then its backend does, until it gives it back. Nobody writes to it in between.
 */
export class Chunk {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly capacity: number;
  readonly ends: Int32Array = new Int32Array(MAX_RECORDS);
  /** Of each record: its level's number, and above it the mark that {@link RecordWriter.mark} was. */
  readonly levels: Int32Array = new Int32Array(MAX_RECORDS);
  end = 0;
  records = 0;
  /** With so many records its batch is to look at it. */
  lookAt: number = LOOK_EVERY;
  /** A backend has it, and its owner waits to get it back. */
  isOut = false;
  readonly owner: ChunkOwner;

  constructor(capacity: number, owner: ChunkOwner) {
    this.capacity = capacity;
    this.bytes = Buffer.allocUnsafeSlow(capacity + SLACK);
    this.view = new DataView(this.bytes.buffer);
    this.owner = owner;
  }
}

/** Where the mark of a record begins, behind its level. */
export const MARK_SHIFT = 8;
export const LEVEL_MASK: number = (1 << MARK_SHIFT) - 1;

/** The level's number of a record of a chunk. */
export function levelIn(chunk: Chunk, index: number): number {
  return (chunk.levels[index] as number) & LEVEL_MASK;
}

/** The mark of a record of a chunk. */
export function markIn(chunk: Chunk, index: number): number {
  return (chunk.levels[index] as number) & ~LEVEL_MASK;
}

/** Who made a chunk and takes it back. */
export interface ChunkOwner {
  /** `reason` says why its records were not delivered; `undefined` where they were. */
  takeBack(chunk: Chunk, reason: DropReason | undefined, lost: readonly Lost[] | undefined): void;
  /** The first records of a chunk were delivered and taken out of it. */
  delivered(records: number, bytes: number): void;
  /** A record of so many bytes was taken out of a chunk, to make room for others. */
  removed(level: number, bytes: number): void;
}

/** A record of a chunk that was not delivered, though others were. */
export interface Lost {
  readonly index: number;
  readonly reason: DropReason;
}
