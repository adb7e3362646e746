import type { Buffer } from "node:buffer";
import { LEVELS, type Level, levelOf } from "../level.ts";
import { type Chunk, type Lost, levelIn, MAX_RECORDS, markIn } from "./chunk.ts";
import type { DropReason } from "./losses.ts";

export type { DropReason } from "./losses.ts";

/**
 * A sealed chunk, as a backend has it: once for each submission, so that it may serve as a key.
 *
 * The backend owns the bytes until it calls `release` or `discard`; they are written over
 * afterwards. Until then the chunk counts against the backend's `buffer`.
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

  /** How many records there are. */
  get records(): number {
    return this.#records;
  }

  /** The records, each with its newline: not a copy. */
  get content(): Buffer {
    return this.#content;
  }

  /** One record with its newline, counted from 0: not a copy. Throws when there is none. */
  record(index: number): Buffer {
    const { ends } = this.#with(index);
    return this.#content.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
  }

  /** Where one record ends in {@link content}, its newline included. Throws when there is none. */
  endOf(index: number): number {
    return this.#with(index).ends[index] as number;
  }

  /** How many of the first records have not more than so many bytes together. */
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

  /** The level of one record, counted from 0. Throws when there is none. */
  level(index: number): Level {
    return levelOf(levelIn(this.#with(index), index));
  }

  /**
   * Who is to have a record, as bits.
   *
   * @internal
   */
  mark(index: number): number {
    return markIn(this.#with(index), index);
  }

  /** Whether a record is of level `warn` or worse: such a chunk is dropped last. */
  get isSevere(): boolean {
    this.#isSevere ??= this.#hasSevere();
    return this.#isSevere;
  }

  /** Gives the chunk back: its records were delivered. Only the first call counts. */
  release(): void {
    this.#giveBack(undefined);
  }

  /** Gives the chunk back: its records were not delivered, and are counted as dropped. */
  discard(reason: DropReason = "gone"): void {
    this.#giveBack(reason);
  }

  /**
   * Takes over the records of another chunk, behind its own, and gives that one back empty; `false` where
   * there is no room for all of them. A backend that waits does this with small chunks, as they come from
   * each turn of the event loop, or its buffer would hold next to nothing. Only for chunks that are not
   * being delivered.
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

  /**
   * The first `count` records were delivered: they are taken out. What is left may be delivered later, or
   * by another backend.
   */
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

  /** Says of one record that it is dropped, although `release` is going to say that the others are not. */
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

  /**
   * Drops the records below `warn`; `false` where there are none. Only for chunks that are not being
   * delivered.
   */
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

/** Moves all records of a chunk to the end of another one, if there is room for them. */
function append(to: Chunk, from: Chunk): boolean {
  const [end, records] = [to.end, to.records];
  if (end + from.end > to.capacity || records + from.records > MAX_RECORDS) return false;
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

/** Moves all records but the first ones, of so many bytes, to the start of their chunk. */
function removeFirst(chunk: Chunk, count: number, bytes: number): void {
  const { ends, levels, records } = chunk;
  chunk.bytes.copyWithin(0, bytes, chunk.end);
  for (let i = count; i < records; i++) {
    ends[i - count] = (ends[i] as number) - bytes;
    levels[i - count] = levels[i] as number;
  }
  chunk.end -= bytes;
  chunk.records -= count;
}

/** Moves the records from `warn` on together, and drops the others. */
function keepSevere(chunk: Chunk): void {
  const { bytes, ends, levels, records } = chunk;
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
}
