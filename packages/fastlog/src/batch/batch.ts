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
} from "./chunk.ts";
import type { ChunkMemory } from "./chunk-memory.ts";
import type { ChunkSink } from "./chunk-sink.ts";
import { type DropReason, Losses } from "./losses.ts";
import type { Overflow } from "./overflow.ts";
import { Pool } from "./pool.ts";
import { SealedChunk } from "./sealed.ts";
import type { Surroundings } from "./surroundings.ts";

/** Counters of the records of one backend since it was configured. */
export interface BatchCounters {
  /** Records that the backend delivered. */
  records: number;
  /** Bytes of the delivered records. */
  bytes: number;
  /** Records that were discarded, because the pool was empty or the backend could not deliver them. */
  dropped: number;
}

/** The builder of a batch, as the batch uses it. */
export interface BatchWriter {
  /** Counts a record that was begun and never ended, because something threw. */
  settle(): void;
  /** Appends the nested records that are still missing. */
  finishNested(): void;
}

/**
 * From this many bytes on, waiting for more records does not pay: the share of the write in the cost of a record is
 * small, and the records are still in the processor's cache.
 */
const ENOUGH = 16_384;

/** Above all levels: no record may be written to the current chunk. */
const NEVER = 1000;

/** The batch looks at its chunk again after the next record. */
const AT_ONCE = 1;

const NOTHING = { records: 0, end: 0, ends: { length: 1 } };

/**
 * Collects records in chunks, and submits the sealed chunks to its sink, usually a backend.
 *
 * One class, and so a long file: a record reads and writes `current`, `openFrom`, `isWriting` and the counters together,
 * and every step between them must be safe on a full stack.
 */
export class Batch implements ChunkOwner {
  private readonly sink: ChunkSink;
  /** Dropped records, by level and reason. */
  readonly losses: Losses = new Losses();
  /** Policy when the pool is empty. The batch only handles `drop-oldest`; `block` happens inside of the backend. */
  overflow: Overflow = "drop-newest";
  /** Called when records begin to be dropped, for lack of room or because they are refused. It must not log. */
  onShort: (() => void) | undefined;
  /** Called, perhaps repeatedly, when there are enough bytes to write. It must not log at once. */
  onEnough: (() => void) | undefined;
  /** Called when the sink throws from `submit`. The chunk is discarded. */
  onThrown: ((error: unknown) => void) | undefined;
  /** Called when there is room again after records were dropped. It must not log at once. */
  onRoom: (() => void) | undefined;
  /** Called when a chunk from the pool will be used. It must not log. */
  onChunk: (() => void) | undefined;
  /** Surroundings that the sink runs in, if it may run code of the program. */
  surroundings: Surroundings | undefined;
  /** The chunk that records are written to; `undefined` if there is none at the moment. */
  current: Chunk | undefined;
  /** A record is being written after the end of the current chunk. User code may run meanwhile, so the chunk stays. */
  isWriting = false;

  /** The builder of this batch. */
  writer: BatchWriter | undefined;

  private readonly pool: Pool;
  private readonly counts: BatchCounters = { records: 0, bytes: 0, dropped: 0 };
  /** The chunk before the current one, whose rest was too small for the record that is being written. */
  private full: Chunk | undefined;
  /** A chunk that was acquired, and is not used yet. */
  private spare: Chunk | undefined;
  /** Bytes and records of sealed chunks that were not given back. */
  private held = 0;
  private heldRecords = 0;
  /** Lowest level that may be written to the current chunk, which may be reserved for severe records. */
  private openFrom = 0;
  /** Records were dropped, and `onRoom` was not called since. */
  private isShort = false;
  /** Actions that wait until the record is written. */
  private waiting: (() => void)[] = [];

  /**
   * `buffer` bounds the pool, `maxRecord` each record, in bytes. `ringSize` is the size of the chunks of a ring, which has no
   * chunks for severe records alone, and makes room by dropping the oldest.
   */
  constructor(sink: ChunkSink, buffer: number, maxRecord: number, ringSize?: number) {
    this.sink = sink;
    const isRing = ringSize !== undefined;
    this.pool = new Pool(buffer, ringSize ?? chunkSize(maxRecord), this, !isRing);
    if (isRing) this.overflow = "drop-oldest";
  }

  get counters(): BatchCounters {
    if (!this.isWriting) this.writer?.settle();
    return this.counts;
  }

  /** Bytes that were logged and that the operating system has not taken. */
  get buffered(): number {
    return this.held + (this.full?.end ?? 0) + (this.current?.end ?? 0);
  }

  /** Number of records in {@link buffered}. */
  get bufferedRecords(): number {
    return this.heldRecords + (this.full?.records ?? 0) + (this.current?.records ?? 0);
  }

  /** Number of records that were not submitted. */
  get unsealedRecords(): number {
    return this.bufferedRecords - this.heldRecords;
  }

  resize(buffer: number, maxRecord: number): void {
    this.sealNow();
    if (this.current !== undefined) this.pool.release(this.current);
    this.current = undefined;
    this.pool.resize(buffer, chunkSize(maxRecord));
  }

  /** Makes chunks in another memory, from the next record on. Call it between two records only. */
  useMemory(memory: ChunkMemory | undefined): void {
    this.sealNow();
    const { current, spare } = this;
    this.current = undefined;
    this.spare = undefined;
    this.pool.useMemory(memory);
    if (current !== undefined) this.pool.release(current);
    if (spare !== undefined) this.pool.release(spare);
  }

  /** The chunk for a record of that level; `undefined` if there is no room for it. */
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
      // The chunk is full, and could not be submitted for lack of stack.
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
    const chunk =
      this.pool.acquire(isSevere) ?? (this.evict() ? this.pool.acquire(isSevere) : undefined);
    if (chunk !== undefined) this.onChunk?.();
    return chunk;
  }

  /** Moves the dropped records to the counters of each of `others`. */
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

  /** Makes room of a chunk, if the policy is `drop-oldest`. */
  private evict(): boolean {
    return this.overflow === "drop-oldest" && this.sink.dropOldest?.() === true;
  }

  /** Adds an encoded record with its newline. Call it between two records only. */
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
    if (++chunk.records === chunk.ends.length) this.sealNow();
  }

  /**
   * Whether the stack has room to count a dropped record. The first one calls `onShort`, whose listener asks the
   * backend.
   */
  get canDrop(): boolean {
    return this.isShort ? hasLittleStack() : hasStack();
  }

  /** Counts a dropped record that is in no chunk. */
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

  /** Runs an action between two records: at once, unless a record is being written. */
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

  /** Runs the actions that waited for the record. Without room on the stack, the rest waits for the next record. */
  private goOn(): void {
    while (this.waiting.length > 0 && hasStack()) {
      const action = this.waiting.shift() as () => void;
      try {
        action();
      } catch (error) {
        // The caller that asked for the action has returned, and the caller of the log function is not concerned.
        complain("fastlog", messageOf(error));
      }
    }
  }

  /** Submits the current chunk as soon as no record is being written. */
  seal(): void {
    if (this.isWriting) this.waiting.push(() => this.sealNow());
    else {
      this.idle();
      this.sealNow();
    }
  }

  /** Submits the current chunk, unless it is empty. Call it between two records only. */
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
   * Moves the unfinished record after the end of the current chunk to the start of a new chunk, because it has no room.
   * Returns `undefined`, and changes nothing, if the pool is empty. The full chunk is submitted when the record is whole:
   * backends report failures, and the listener may log or configure.
   */
  carryOver(at: number, level: number): Chunk | undefined {
    const full = this.current as Chunk;
    if (this.full !== undefined || !hasLittleStack()) return undefined;
    const next = this.acquire(level);
    if (next === undefined) return undefined;
    // If the next line throws, the chunk must not be lost: V8 may have to compile it, which takes stack.
    this.spare = next;
    full.bytes.copy(next.bytes, 0, full.end, at);
    this.spare = undefined;
    this.openFrom = this.pool.isLow ? LEVELS.warn : 0;
    this.full = full;
    this.current = next;
    return next;
  }

  /**
   * Called when a record is whole and the current chunk has {@link Chunk.lookAt} records. Submits the chunk that was full
   * before the record, or is full now, and calls `onEnough`. Returns the number of records of the chunk after which to
   * call this again.
   */
  recordEnded(): number {
    const { records, end, ends } = this.current ?? NOTHING;
    const isLast = records >= ends.length;
    if (!isLast && this.full === undefined) {
      if (end >= ENOUGH) this.onEnough?.();
      return Math.min(records + LOOK_EVERY, ends.length);
    }
    // An exception in the middle of a backend would leave it in an undefined state.
    if (!hasStack()) {
      if (isLast) this.openFrom = NEVER;
      return AT_ONCE;
    }
    if (isLast) this.sealNow();
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

  /**
   * Puts another chunk, or none, in the place of the current one, and returns that: the chunks of a ring for each request take
   * turns. Call it between two records only. Returns `null`, and changes nothing, while the stack has no room to submit a chunk
   * that is full.
   */
  exchange(chunk: Chunk | undefined): Chunk | undefined | null {
    const { current } = this;
    if (this.full !== undefined || (current !== undefined && isFull(current))) {
      if (!hasStack()) return null;
      if (current !== undefined && isFull(current)) this.sealNow();
      else this.submitFull();
    }
    const before = this.current;
    this.current = chunk;
    this.openFrom = 0;
    return before;
  }

  /** Takes an unsealed chunk back, with the records in it, which count neither as delivered nor as dropped. */
  forget(chunk: Chunk): void {
    this.pool.release(chunk);
  }

  /** Takes back all chunks of a closed backend, which count as dropped. */
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

  /** Corrects the counters of a delivered chunk by the records that were not delivered. */
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
      const run = this.surroundings?.run;
      if (run === undefined) this.sink.submit(sealed);
      else run(() => this.sink.submit(sealed));
    } catch (error) {
      // A backend must not throw. If it does, it has not taken the chunk.
      sealed.discard("refused");
      this.onThrown?.(error);
    }
  }
}

function isFull({ records, ends }: Chunk): boolean {
  return records >= ends.length;
}

function chunkSize(maxRecord: number): number {
  return Math.max(CHUNK_SIZE, maxRecord);
}
