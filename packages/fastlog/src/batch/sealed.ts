import type { Buffer } from "node:buffer";
import { LEVELS, levelOf, type RecordLevel } from "../level.ts";
import { type Chunk, type Lost, levelIn, markIn } from "./chunk.ts";
import type { DropReason } from "./losses.ts";

export type { DropReason } from "./losses.ts";

/**
 * A sealed chunk, as a backend gets it. Each submission has its own object, which can serve as a key.
 *
 * The backend owns the bytes until it calls `release` or `discard`; then they are overwritten. Until then the chunk
 * counts as part of the backend's `buffer`.
 */
export class SealedChunk {
  #records: number;
  #content: Buffer;
  #chunk: Chunk | undefined;
  #lost: Lost[] | undefined;
  #isSevere: boolean | undefined;

  /** @internal */
  constructor(chunk: Chunk) {
    this.#chunk = chunk;
    this.#records = chunk.records;
    this.#content = chunk.bytes.subarray(0, chunk.end);
  }

  /** Number of records. */
  get records(): number {
    return this.#records;
  }

  /** The records, each with its newline. Not a copy. */
  get content(): Buffer {
    return this.#content;
  }

  /**
   * In bytes: the memory that the chunk takes. 0 once it is given back.
   *
   * @internal
   */
  get capacity(): number {
    return this.#chunk?.capacity ?? 0;
  }

  /** The record at an index from 0, with its newline. Not a copy. Throws a `RangeError` for other indexes. */
  record(index: number): Buffer {
    const { ends } = this.#with(index);
    return this.#content.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
  }

  /** End of a record in {@link content}, after its newline. Throws a `RangeError` for an invalid index. */
  endOf(index: number): number {
    return this.#with(index).ends[index] as number;
  }

  /** Number of the first records that fit into `bytes` bytes together. */
  recordsWithin(bytes: number): number {
    const ends = this.#chunk?.ends;
    if (ends === undefined) return 0;
    let [low, high] = [0, this.#records];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] as number) <= bytes) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The level of the record at an index from 0. Throws a `RangeError` for other indexes. */
  level(index: number): RecordLevel {
    return levelOf(this.levelNumber(index));
  }

  /** The number of that level, such as 30. Throws a `RangeError` for other indexes. */
  levelNumber(index: number): number {
    return levelIn(this.#with(index), index);
  }

  /**
   * Bit mask of the sinks that get a record (fan-out only).
   *
   * @internal
   */
  mark(index: number): number {
    return markIn(this.#with(index), index);
  }

  /** Whether a record is of level `warn` or above. Such a chunk is dropped last. */
  get isSevere(): boolean {
    this.#isSevere ??= this.#hasSevere();
    return this.#isSevere;
  }

  /** Gives the chunk back: its records were delivered. Further calls have no effect. */
  release(): void {
    this.#giveBack(undefined);
  }

  /** Gives the chunk back: its records were not delivered, and count as dropped. */
  discard(reason: DropReason = "gone"): void {
    this.#giveBack(reason);
  }

  /**
   * Moves the records of another chunk to the end of this one, and gives the other back empty; `false` if they do not fit.
   * Backends use it for the small chunks of each turn of the event loop, which would soon fill the buffer otherwise.
   * Neither chunk may be under way.
   */
  absorb(other: SealedChunk): boolean {
    const [own, chunk] = [this.#chunk, other.#chunk];
    if (own === undefined || chunk === undefined || own.owner !== chunk.owner) return false;
    if (this.#lost !== undefined || other.#lost !== undefined || !append(own, chunk)) return false;
    this.#records = own.records;
    this.#content = own.bytes.subarray(0, own.end);
    this.#isSevere = undefined;
    other.release();
    return true;
  }

  /** Removes the first `count` records, which were delivered. Another backend may deliver the rest. */
  delivered(count: number): void {
    const chunk = this.#chunk;
    if (chunk === undefined || count === 0) return;
    const bytes = this.endOf(count - 1);
    removeFirst(chunk, count, bytes);
    chunk.owner.delivered(count, bytes);
    this.#records = chunk.records;
    this.#content = chunk.bytes.subarray(0, chunk.end);
    this.#isSevere = undefined;
  }

  /** Marks a record as dropped, for a chunk that will be released. */
  discardRecord(index: number, reason: DropReason = "refused"): void {
    this.#with(index);
    this.#lost ??= [];
    this.#lost.push({ index, reason });
  }

  #with(index: number): Chunk {
    const chunk = this.#chunk;
    if (chunk === undefined || !Number.isInteger(index) || index < 0 || index >= this.#records) {
      throw new RangeError(
        `no record ${index} (there are ${chunk === undefined ? 0 : this.#records})`,
      );
    }
    return chunk;
  }

  /** Drops the records below `warn`; `false` if there are none. The chunk must not be under way. */
  dropMild(): boolean {
    const chunk = this.#chunk;
    if (chunk === undefined || this.#lost !== undefined) return false;
    const before = chunk.records;
    keepSevere(chunk);
    this.#records = chunk.records;
    this.#content = chunk.bytes.subarray(0, chunk.end);
    return chunk.records < before;
  }

  #hasSevere(): boolean {
    const chunk = this.#chunk;
    if (chunk === undefined) return false;
    for (let i = 0; i < this.#records; i++) if (levelIn(chunk, i) >= LEVELS.warn) return true;
    return false;
  }

  #giveBack(reason: DropReason | undefined): void {
    const chunk = this.#chunk;
    if (chunk === undefined) return;
    this.#chunk = undefined;
    chunk.owner.takeBack(chunk, reason, this.#lost);
  }
}

/** Moves all records of a chunk to the end of another one, if they fit. */
function append(to: Chunk, from: Chunk): boolean {
  const [end, records] = [to.end, to.records];
  if (end + from.end > to.capacity || records + from.records > to.ends.length) return false;
  from.bytes.copy(to.bytes, end, 0, from.end);
  for (let i = 0; i < from.records; i++) {
    to.ends[records + i] = end + (from.ends[i] as number);
    to.levels[records + i] = from.levels[i] as number;
  }
  to.end = end + from.end;
  to.records = records + from.records;
  from.end = 0;
  from.records = 0;
  return true;
}

/** Moves the records after the first `bytes` bytes to the start of their chunk. */
function removeFirst(chunk: Chunk, count: number, bytes: number): void {
  const { ends, levels, records, slot } = chunk;
  slot?.moving();
  chunk.bytes.copyWithin(0, bytes, chunk.end);
  for (let i = count; i < records; i++) {
    ends[i - count] = (ends[i] as number) - bytes;
    levels[i - count] = levels[i] as number;
  }
  chunk.end -= bytes;
  chunk.records -= count;
  slot?.moved();
}

/** Moves the records of level `warn` and above together, and drops the others. */
function keepSevere(chunk: Chunk): void {
  const { bytes, ends, levels, records, slot } = chunk;
  slot?.moving();
  let [start, end, kept] = [0, 0, 0];
  for (let i = 0; i < records; i++) {
    const next = ends[i] as number;
    const level = levelIn(chunk, i);
    if (level >= LEVELS.warn) {
      bytes.copyWithin(end, start, next);
      end += next - start;
      ends[kept] = end;
      levels[kept++] = levels[i] as number;
    } else {
      chunk.owner.removed(level, next - start);
    }
    start = next;
  }
  chunk.end = end;
  chunk.records = kept;
  slot?.moved();
}
