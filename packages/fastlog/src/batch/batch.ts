import { messageOf } from "../diagnostics/error-message.ts";
import { complain } from "../diagnostics/self-log.ts";
import { LEVELS } from "../level.ts";
import { hasLittleStack, hasStack } from "../stack.ts";
import {
  CHUNK_SIZE,
  type Chunk,
  type ChunkOwner,
  LOOK_EVERY,
  type Lost,
  levelIn,
  MAX_RECORDS,
} from "./chunk.ts";
import type { ChunkSink } from "./chunk-sink.ts";
import { type DropReason, Losses } from "./losses.ts";
import type { Overflow } from "./overflow.ts";
import { Pool } from "./pool.ts";
import { SealedChunk } from "./sealed.ts";

/** What happened to the records of one backend since it was configured. */
export interface BatchCounters {
  /** Records that the backend delivered. */
  records: number;
  /** Bytes of those. */
  bytes: number;
  /** Records that were discarded: the pool was empty, or the backend could not deliver them. */
  dropped: number;
}

/** What a batch asks of who writes its records. */
export interface BatchWriter {
  /** Counts a record that was begun and not ended, for something threw: it will never be whole. */
  settle(): void;
  /** Appends the records that were logged inside of others and are not there yet. */
  finishNested(): void;
}

/**
 * From so many bytes on it is not worth while to wait for more: what a write costs is little for each record, and
 * the processor's cache still has them.
 */
const ENOUGH = 16_384;

/** Above every level: no record may be written to the current chunk. */
const NEVER = 1000;

/** The next record is to be looked at again. */
const AT_ONCE = 1;

const NOTHING = { records: 0, end: 0 };

/** Gathers records into chunks and hands the sealed ones to its sink, which is a backend but in few places. */
export class Batch implements ChunkOwner {
  private readonly sink: ChunkSink;
  /** The dropped ones, by level and reason. */
  readonly losses: Losses = new Losses();
  /** What to do where the pool is empty: all but `drop-oldest` is the backend's affair. */
  overflow: Overflow = "drop-newest";
  /** Called when records begin to be dropped, for lack of room or by refusal. It must not log. */
  onShort: (() => void) | undefined;
  /** Called when there is enough to be written, once or more often. It must not log at once. */
  onEnough: (() => void) | undefined;
  /** Called when the backend has thrown what was submitted to it, which is dropped. */
  onThrown: ((error: unknown) => void) | undefined;
  /** Called once there is room again after records were dropped. It must not log at once. */
  onRoom: (() => void) | undefined;
  /** The chunk that records are being written to; `undefined` where there is none at the moment. */
  current: Chunk | undefined;
  /**
   * A record is being written behind the current chunk's end, and user code may run meanwhile: the
   * chunk must stay.
   */
  isWriting = false;

  /** Whoever writes records here: its part of {@link sealNow} and of {@link counters}. */
  writer: BatchWriter | undefined;

  private readonly pool: Pool;
  private readonly counts: BatchCounters = { records: 0, bytes: 0, dropped: 0 };
  /** The chunk before the current one, where a record that is being written had no room in it. */
  private full: Chunk | undefined;
  /** A chunk that was acquired and not put to use. */
  private spare: Chunk | undefined;
  /** Bytes of sealed chunks that the backend has not given back, and their records. */
  private held = 0;
  private heldRecords = 0;
  /** Records below this level may not be written to the current chunk: it is kept for severe ones. */
  private openFrom = 0;
  /** Records were dropped, and it was not said since that there is room. */
  private isShort = false;
  /** What waits until the record is written. */
  private waiting: (() => void)[] = [];

  /** `buffer` bounds the pool in bytes; `maxRecord` is the longest record there will be. */
  constructor(sink: ChunkSink, buffer: number, maxRecord: number) {
    this.sink = sink;
    this.pool = new Pool(buffer, chunkSize(maxRecord), this);
  }

  get counters(): BatchCounters {
    if (!this.isWriting) this.writer?.settle();
    return this.counts;
  }

  /** Bytes that were logged and that the operating system has not taken. */
  get buffered(): number {
    return this.held + (this.full?.end ?? 0) + (this.current?.end ?? 0);
  }

  /** How many records that are. */
  get bufferedRecords(): number {
    return this.heldRecords + (this.full?.records ?? 0) + (this.current?.records ?? 0);
  }

  resize(buffer: number, maxRecord: number): void {
    this.sealNow();
    if (this.current !== undefined) this.pool.release(this.current);
    this.current = undefined;
    this.pool.resize(buffer, chunkSize(maxRecord));
  }

  /** The chunk to write a record of that level to; `undefined` when there is no room for it. */
  open(level: number): Chunk | undefined {
    const current = this.current;
    return current !== undefined && level >= this.openFrom ? current : this.openFor(level);
  }

  private openFor(level: number): Chunk | undefined {
    if (this.current === undefined) {
      this.current = this.acquire(level);
      this.openFrom = this.pool.isLow ? LEVELS.warn : 0;
      return this.current;
    }
    if (this.openFrom === NEVER) {
      // It is full, and could not be handed over.
      if (this.recordEnded() === AT_ONCE) return undefined;
      this.openFrom = 0;
      return this.openFor(level);
    }
    if (this.pool.isLow && !(this.evict() && !this.pool.isLow)) return undefined;
    this.openFrom = 0;
    return this.current;
  }

  private acquire(level: number): Chunk | undefined {
    const { spare } = this;
    this.spare = undefined;
    if (spare !== undefined) return spare;
    const isSevere = level >= LEVELS.warn;
    const chunk = this.pool.acquire(isSevere);
    return chunk === undefined && this.evict() ? this.pool.acquire(isSevere) : chunk;
  }

  /** What was dropped here counts as dropped there, in each of them. */
  moveLosses(others: readonly Batch[]): void {
    const { dropped } = this.counters;
    if (dropped === 0) return;
    for (const other of others) {
      other.counters.dropped += dropped;
      this.losses.addTo(other.losses);
      other.becomeShort();
    }
    this.counters.dropped = 0;
    this.losses.clear();
  }

  /** Makes room by the oldest chunk, where that is the policy. */
  private evict(): boolean {
    return this.overflow === "drop-oldest" && this.sink.dropOldest?.() === true;
  }

  /** Adds a record that was encoded elsewhere, with its newline. For between two records only. */
  append(record: Uint8Array, level: number): void {
    let chunk = this.open(level);
    if (chunk !== undefined && chunk.end + record.length > chunk.capacity) {
      this.sealNow();
      chunk = this.open(level);
    }
    if (chunk === undefined) {
      this.drop(level, "overflow");
      return;
    }
    chunk.bytes.set(record, chunk.end);
    chunk.end += record.length;
    chunk.ends[chunk.records] = chunk.end;
    chunk.levels[chunk.records] = level;
    if (++chunk.records === MAX_RECORDS) this.sealNow();
  }

  /**
   * Whether enough of the stack is left to count a dropped record: the first one is told of, and whoever hears of
   * it asks the backend.
   */
  get canDrop(): boolean {
    return this.isShort ? hasLittleStack() : hasStack();
  }

  /** A record is dropped that no chunk has. */
  drop(level: number, reason: DropReason): void {
    this.counts.dropped++;
    this.losses.add(level, reason);
    this.becomeShort();
  }

  private becomeShort(): void {
    if (this.isShort) return;
    this.isShort = true;
    this.onShort?.();
  }

  /** Does something between two records: at once, unless one is being written. */
  whenIdle(action: () => void): void {
    if (this.isWriting) this.waiting.push(action);
    else action();
  }

  /** Whether something waits for the end of a record. */
  get isAwaited(): boolean {
    return this.waiting.length > 0;
  }

  /** The record that was being written is whole. */
  idle(): void {
    this.isWriting = false;
    if (this.isAwaited) this.goOn();
  }

  /** Does what waited for the record. What is left where the stack is full is done after the next one. */
  private goOn(): void {
    while (this.waiting.length > 0 && hasStack()) {
      const action = this.waiting.shift() as () => void;
      try {
        action();
      } catch (error) {
        // Whoever wanted it is gone, and it is no affair of who logs.
        complain("fastlog", messageOf(error));
      }
    }
  }

  /** Hands the current chunk to the backend as soon as no record is being written. */
  seal(): void {
    if (this.isWriting) this.waiting.push(() => this.sealNow());
    else {
      this.idle();
      this.sealNow();
    }
  }

  /** Hands the current chunk to the backend, unless it is empty. For between two records only. */
  sealNow(): void {
    this.writer?.finishNested();
    this.submitFull();
    const chunk = this.current;
    if (chunk === undefined || chunk.end === 0) return;
    const sealed = new SealedChunk(chunk);
    this.current = undefined;
    this.submit(chunk, sealed);
  }

  /**
   * Where a record is being written behind the end of the current chunk and has no room there, moves what
   * there is of it to the start of a new chunk. When the pool is empty it returns `undefined` and nothing
   * has changed. The full chunk is submitted when the record is whole: backends tell of their failures, and
   * whoever hears of them may log or configure.
   */
  carryOver(at: number, level: number): Chunk | undefined {
    const full = this.current as Chunk;
    if (this.full !== undefined || !hasLittleStack()) return undefined;
    const next = this.acquire(level);
    if (next === undefined) return undefined;
    // If what follows throws, the chunk would be missing for good: V8 may have to compile it, which takes stack.
    this.spare = next;
    full.bytes.copy(next.bytes, 0, full.end, at);
    this.spare = undefined;
    this.openFrom = this.pool.isLow ? LEVELS.warn : 0;
    this.full = full;
    this.current = next;
    return next;
  }

  /**
   * A record is whole, and the current chunk has {@link Chunk.lookAt} of them. Submits the chunk that was full
   * before the record, or is now, and says where there is enough to be written. Returns with how many records of
   * the chunk this is to be called again.
   */
  recordEnded(): number {
    const { records, end } = this.current ?? NOTHING;
    const isFull = records >= MAX_RECORDS;
    if (!isFull && this.full === undefined) {
      if (end >= ENOUGH) this.onEnough?.();
      return records + LOOK_EVERY;
    }
    // What throws in the middle of a backend leaves it in the middle.
    if (!hasStack()) {
      if (isFull) this.openFrom = NEVER;
      return AT_ONCE;
    }
    if (isFull) this.sealNow();
    else this.submitFull();
    return LOOK_EVERY;
  }

  private submitFull(): void {
    const chunk = this.full;
    if (chunk === undefined) return;
    const sealed = new SealedChunk(chunk);
    this.full = undefined;
    this.submit(chunk, sealed);
  }

  /** The backend is closed: what it has not given back counts as dropped, and is not asked for any more. */
  giveUp(): void {
    for (const chunk of [...this.pool.all]) this.takeBack(chunk, "closed", undefined);
  }

  takeBack(chunk: Chunk, reason: DropReason | undefined, lost: readonly Lost[] | undefined): void {
    if (!chunk.isOut) return;
    chunk.isOut = false;
    this.held -= chunk.end;
    this.heldRecords -= chunk.records;
    const { counts: counters, losses } = this;
    if (reason !== undefined) {
      counters.dropped += chunk.records;
      for (let i = 0; i < chunk.records; i++) losses.add(levelIn(chunk, i), reason);
      if (reason === "overflow" || reason === "refused") this.becomeShort();
    } else {
      counters.records += chunk.records;
      counters.bytes += chunk.end;
      if (lost !== undefined) this.uncount(chunk, lost);
    }
    this.pool.release(chunk);
    if (this.isShort && !this.pool.isLow) {
      this.isShort = false;
      this.onRoom?.();
    }
  }

  delivered(records: number, bytes: number): void {
    this.held -= bytes;
    this.heldRecords -= records;
    this.counts.records += records;
    this.counts.bytes += bytes;
  }

  removed(level: number, bytes: number): void {
    this.held -= bytes;
    this.heldRecords--;
    this.drop(level, "overflow");
  }

  /** Takes the records of a delivered chunk that were not delivered out of the count. */
  private uncount(chunk: Chunk, lost: readonly Lost[]): void {
    const { counts: counters, losses } = this;
    this.becomeShort();
    for (const { index, reason } of lost) {
      const start = index === 0 ? 0 : (chunk.ends[index - 1] as number);
      counters.records--;
      counters.bytes -= (chunk.ends[index] as number) - start;
      counters.dropped++;
      losses.add(levelIn(chunk, index), reason);
    }
  }

  private submit(chunk: Chunk, sealed: SealedChunk): void {
    chunk.isOut = true;
    this.held += chunk.end;
    this.heldRecords += chunk.records;
    try {
      this.sink.submit(sealed);
    } catch (error) {
      // A backend must not throw; one that does has not taken the chunk.
      sealed.discard("refused");
      this.onThrown?.(error);
    }
  }
}

function chunkSize(maxRecord: number): number {
  return Math.max(CHUNK_SIZE, maxRecord);
}
