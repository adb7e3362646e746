import { FastlogError } from "../errors.ts";
import type {
  Backend,
  BackendContext,
  BackendCounters,
  BackendState,
  DropReason,
  Overflow,
  Recipe,
  SealedChunk,
} from "./backend.ts";
import { Backoff } from "./backoff.ts";
import type { FdOptions } from "./fd-options.ts";
import { DEFAULT_FLUSH_TIMEOUT, Flushes } from "./flushes.ts";
import { FullRetry } from "./full-retry.ts";
import { Health } from "./health.ts";
import { messageOf } from "./message.ts";
import { FILE_WRITE, type Outlet } from "./outlet.ts";
import { ChunkQueue } from "./queue.ts";
import { split } from "./split.ts";
import { isTerminal } from "./terminal.ts";
import { wait } from "./wait.ts";
import { Writer } from "./writer.ts";

/** Bounds of how long it takes until a failed write is tried again, in milliseconds. */
const RETRY_MIN = 50;
const RETRY_MAX = 5_000;

/** Bounds of how long a full pipe is waited for before it is tried again, in milliseconds. */
const PAUSE_MIN = 0.1;
const PAUSE_MAX = 5;

/**
 * Writes chunks to a descriptor, synchronously and in order: a slow reader is waited for, unless records
 * are to be dropped, and what could not be written is kept, and what is behind it, until it could.
 *
 * One write has whole records only, and never more than the outlet's `unit`:
 *
 * ```text
 *  file  ┌──────────── chunk ────────────┐     pipe  ┌─ 4 KiB ─┬─ 4 KiB ─┬── … ──┐
 *        └───────── one write(2) ────────┘           └─ write ─┴─ write ─┴───────┘
 * ```
 *
 * Where the system takes only a part of a record, the rest of it comes before anything else.
 */
export class FdBackend implements Backend {
  readonly overflows = ["block", "drop-newest", "drop-oldest"] as const;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly maxRecord: number | undefined;
  readonly recipe: Recipe;

  readonly #outlet: Outlet;
  readonly #splits: boolean;
  readonly #health: Health;
  readonly #pending = new ChunkQueue();
  /** What of the first record is left, if a part of it was written. */
  #rest: Buffer[] = [];
  #writer: Writer | undefined;
  #writerFd: number | undefined;
  readonly #backoff = new Backoff(RETRY_MIN, RETRY_MAX);
  #retryTimer: NodeJS.Timeout | undefined;
  readonly #flushes = new Flushes(() => {});
  /** It was full, and is tried again without being waited for. */
  readonly #full = new FullRetry(() => this.#retry());
  #isFull = false;
  /** Nobody will read any more: everything is discarded. */
  #gone = false;
  #isClosed = false;
  /** A write is under way, and whoever is told of its failure may log. */
  #isWriting = false;
  /** Whether a full pipe is waited for. */
  #blocks = true;
  /** Until when one is waited for all the same. */
  #waitUntil = 0;
  #pause = PAUSE_MIN;
  #oversized = 0;
  #splitRecords = 0;
  #hasFallback = false;

  constructor(outlet: Outlet, options: FdOptions, recipe: Recipe) {
    this.#outlet = outlet;
    this.#health = new Health(outlet);
    outlet.onSwitch = (old) => this.#endLine(old);
    this.#splits = options.oversized === "split";
    this.buffer = options.buffer;
    this.overflow = options.overflow;
    this.maxRecord = options.maxRecord;
    this.recipe = recipe;
  }

  get name(): string {
    return this.#outlet.name;
  }

  get isTerminal(): boolean {
    const { fd } = this.#outlet;
    return fd !== undefined && isTerminal(fd);
  }

  start({ overflow, report, tag, hasFallback = false }: BackendContext): void {
    this.#hasFallback = hasFallback;
    this.#blocks = overflow === "block";
    this.#health.begin(report);
    this.#health.up();
    this.#outlet.start(tag, (code, message, cause) => this.#health.tell(code, message, cause));
  }

  dropOldest(): boolean {
    const before = this.#pending.length;
    const dropped = this.#pending.dropOldest(this.#underWay);
    this.#flushes.settled(before - this.#pending.length);
    return dropped;
  }

  surrender(): SealedChunk[] {
    const chunks = this.#pending.take(this.#underWay);
    this.#flushes.settled(chunks.length);
    return chunks;
  }

  submit(chunk: SealedChunk): void {
    if (this.#gone || this.#isClosed) {
      chunk.discard(this.#isClosed ? "closed" : "gone");
      return;
    }
    this.#pending.push(chunk, this.#underWay);
    if (this.#retryTimer === undefined && !this.#isFull) this.#write();
  }

  flush(timeout: number = DEFAULT_FLUSH_TIMEOUT): Promise<void> {
    this.flushSync();
    const count = this.#pending.length;
    // What is full only is waited for. What fails may do so for long.
    if (this.#isFull) return this.#flushes.wait(count, timeout, () => this.#notTaken());
    return count === 0 ? Promise.resolve() : Promise.reject(this.#notTaken());
  }

  flushSync(wait = 0): void {
    this.#waitUntil = wait === 0 ? 0 : performance.now() + wait;
    if (this.#pending.length > 0) this.#retry();
    if (wait > 0) this.#outlet.settle?.();
    // Nobody will try again. A descriptor that is waited for keeps what failed, and the code says why.
    if (wait > 0 && !this.#blocks && !this.#hasFallback) this.#discard("closed");
  }

  reopen(): void {
    if (this.#outlet.reopen === undefined || this.#isClosed) return;
    this.flushSync();
    try {
      this.#outlet.reopen();
    } catch (error) {
      this.#health.count(error);
      const message = `cannot be reopened, the old file stays in use: ${messageOf(error)}`;
      this.#health.tell("REOPEN", message, error);
      return;
    }
    this.#gone = false;
    // What failed was another file.
    this.#retry();
  }

  close(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.flushSync();
    this.#isClosed = true;
    this.#stopRetries();
    this.#discard("closed");
    this.#health.end();
    this.#outlet.close();
    return Promise.resolve();
  }

  counters(): BackendCounters {
    return { ...this.#health.counters(), oversized: this.#oversized, state: this.#state };
  }

  get #state(): BackendState {
    if (this.#isClosed) return "closed";
    if (this.#gone) return "gone";
    return this.#isFull || this.#health.failure !== undefined ? "waiting" : "open";
  }

  /** How many chunks have been begun. */
  get #underWay(): number {
    return this.#isWriting || this.#rest.length > 0 ? 1 : 0;
  }

  /** Writes what there is, until it is all written or the system takes no more. */
  #write(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    try {
      while (this.#pending.length > 0) {
        const failure = this.#writeFirst();
        if (failure !== undefined && !this.#goesOn(failure)) break;
      }
    } catch (error) {
      // A backend never throws.
      this.#contain(error as NodeJS.ErrnoException);
    }
    this.#isWriting = false;
  }

  /** Writes the first chunk, or what is left of it. Returns what it failed with. */
  #writeFirst(): NodeJS.ErrnoException | undefined {
    const chunk = this.#pending.first as SealedChunk;
    const writer = this.#writerFor(chunk.content.length);
    while (this.#rest.length > 0) {
      const [next] = this.#rest as [Buffer];
      const written = writer.write(next);
      if (written === next.length) this.#rest.shift();
      else this.#rest[0] = next.subarray(written);
      if (writer.failure !== undefined) return writer.failure;
      if (this.#rest.length === 0) this.#delivered(1);
    }
    return this.#pending.first === chunk ? this.#writeParts(chunk, writer) : undefined;
  }

  #writeParts(chunk: SealedChunk, writer: Writer): NodeJS.ErrnoException | undefined {
    const { content, records } = chunk;
    const { unit } = this.#outlet;
    let at = 0;
    for (let done = 0; done < records; ) {
      let next = content.length - at <= unit ? records : chunk.recordsWithin(at + unit);
      if (next === done) {
        next = done + 1;
        const isOversized = unit < FILE_WRITE;
        if (isOversized) this.#oversized++;
        if (isOversized && this.#splits) {
          this.#pending.delivered(done);
          this.#rest = split(Buffer.from(chunk.record(0)), unit, this.#nextId());
          return undefined;
        }
      }
      const end = next === records ? content.length : chunk.endOf(next - 1);
      const part = content.subarray(at, end);
      const written = writer.write(part);
      if (writer.failure !== undefined) {
        this.#interrupted(chunk, at + written);
        return writer.failure;
      }
      this.#outlet.wrote?.(part);
      at = end;
      done = next;
    }
    this.#delivered(records);
    this.#went();
    return undefined;
  }

  /** Only so many bytes of the first chunk were written. */
  #interrupted(chunk: SealedChunk, written: number): void {
    const whole = chunk.recordsWithin(written);
    const torn = written - (whole === 0 ? 0 : chunk.endOf(whole - 1));
    this.#pending.delivered(whole);
    if (torn === 0) return;
    const record = Buffer.from(chunk.record(0));
    if (this.#outlet.takeBack?.(record.subarray(0, torn)) === true) return;
    this.#rest = [record.subarray(torn)];
  }

  #delivered(records: number): void {
    const before = this.#pending.length;
    this.#pending.delivered(records);
    this.#flushes.settled(before - this.#pending.length);
  }

  #went(): void {
    if (this.#health.failure !== undefined) this.#health.up();
    this.#backoff.reset();
    this.#full.restart();
    this.#isFull = false;
    this.#pause = PAUSE_MIN;
  }

  /** Whether to try again at once. */
  #goesOn(failure: NodeJS.ErrnoException): boolean {
    if (failure.code !== "EAGAIN") {
      this.#contain(failure);
      return false;
    }
    if (this.#blocks || performance.now() < this.#waitUntil) {
      wait(this.#pause);
      this.#pause = Math.min(this.#pause * 2, PAUSE_MAX);
      return true;
    }
    this.#isFull = true;
    this.#full.later();
    return false;
  }

  #retry(): void {
    this.#stopRetries();
    this.#write();
  }

  #stopRetries(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#full.stop();
    this.#isFull = false;
  }

  #contain(failure: NodeJS.ErrnoException): void {
    this.#outlet.failed();
    if (this.#outlet.isOver(failure.code)) {
      // As a program that dies of SIGPIPE, but without dying: there is nobody to tell.
      this.#gone = true;
      this.#rest = [];
      this.#health.count(failure);
      if (!this.#hasFallback) this.#discard("gone");
      return;
    }
    this.#health.down();
    this.#health.failed(failure, "retrying");
    this.#retryTimer ??= setTimeout(() => this.#retry(), this.#backoff.next()).unref();
  }

  #discard(reason: DropReason): void {
    this.#endLine(this.#outlet.fd);
    this.#flushes.settled(this.#pending.length);
    this.#pending.discard(reason);
  }

  /**
   * Ends the line of a record that was written in part, in a file that is left: it will be written again
   * from its beginning.
   */
  #endLine(fd: number | undefined): void {
    if (this.#rest.length === 0 || fd === undefined) return;
    this.#rest = [];
    new Writer(fd).write(Buffer.from("\n"));
  }

  #notTaken(): FastlogError {
    const { failure } = this.#health;
    const why = failure === undefined ? "" : `: ${messageOf(failure)}`;
    return new FastlogError(
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      `${this.name} has not taken ${this.#pending.records} records${why}`,
      { cause: failure },
    );
  }

  #writerFor(bytes: number): Writer {
    const fd = this.#outlet.prepare(bytes);
    if (this.#writer === undefined || this.#writerFd !== fd) {
      this.#writer = new Writer(fd);
      this.#writerFd = fd;
    }
    return this.#writer;
  }

  #nextId(): string {
    const { threadId } = process.getBuiltinModule("node:worker_threads");
    return `${process.pid}.${threadId}.${++this.#splitRecords}`;
  }
}
