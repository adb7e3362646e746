import { messageOf } from "../../diagnostics/error-message.ts";
import { quantity } from "../../diagnostics/quantity.ts";
import { FastlogError } from "../../errors.ts";
import { wait } from "../../time/sleep.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import type {
  Backend,
  BackendContext,
  BackendCounters,
  BackendState,
  DropReason,
  Overflow,
  Recipe,
  SealedChunk,
} from "../backend.ts";
import { Backoff } from "../delivery/backoff.ts";
import { ChunkQueue } from "../delivery/chunk-queue.ts";
import { DEFAULT_FLUSH_TIMEOUT, FlushWaiters } from "../delivery/flush-waiters.ts";
import { FullRetry } from "../delivery/full-retry.ts";
import { Health } from "../delivery/health.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import type { FdOptions } from "./fd-options.ts";
import type { Outlet } from "./outlet.ts";
import { isTerminal } from "./terminal.ts";

/** Bounds of the delay before a failed write is tried again, in milliseconds. */
const RETRY_MIN = 50;
const RETRY_MAX = 5_000;

/** Bounds of the wait before a write to a full pipe is tried again, in milliseconds. */
const PAUSE_MIN = 0.1;
const PAUSE_MAX = 5;

/**
 * Writes chunks to a descriptor, synchronously and in order. It waits for a slow reader, unless the overflow policy
 * drops records. After a failed write, it keeps all chunks until the write succeeds.
 */
export class FdBackend implements Backend {
  readonly overflows = ["block", "drop-newest", "drop-oldest"] as const;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly flushAfter: number | undefined;
  readonly maxRecord: number | undefined;
  readonly recipe: Recipe;

  readonly #outlet: Outlet;
  readonly #health: Health;
  readonly #pending = new ChunkQueue();
  readonly #writer: ChunkWriter;
  readonly #backoff = new Backoff(RETRY_MIN, RETRY_MAX);
  #retryTimer: Timer | undefined;
  readonly #flushes = new FlushWaiters(() => {});
  /** Retries a full descriptor without waiting for it. */
  readonly #full = new FullRetry(() => this.#retry());
  #isFull = false;
  /** Nobody will read any more: every chunk is discarded. */
  #gone = false;
  #isClosed = false;
  /** A write is under way. Its failure is reported to a listener, which may log. */
  #isWriting = false;
  /** Whether the policy is to wait for a full pipe. */
  #blocks = true;
  /** At exit, a full pipe is waited for until then, whatever the policy. */
  #waitUntil = 0;
  #pause = PAUSE_MIN;
  #hasFallback = false;
  #exitTimeout = 0;
  #closing: Promise<void> | undefined;

  constructor(outlet: Outlet, options: FdOptions, recipe: Recipe) {
    this.#outlet = outlet;
    this.#health = new Health(outlet);
    this.#writer = new ChunkWriter(outlet, this.#pending, options.oversized === "split");
    outlet.onSwitch = (old) => this.#writer.endLine(old);
    this.buffer = options.buffer;
    this.overflow = options.overflow;
    this.flushAfter = options.flushAfter;
    this.maxRecord = outlet.maxRecord ?? options.maxRecord;
    this.recipe = recipe;
  }

  get name(): string {
    return this.#outlet.name;
  }

  get isTerminal(): boolean {
    const { fd } = this.#outlet;
    return fd !== undefined && isTerminal(fd);
  }

  get isShown(): boolean {
    return this.#outlet.isShown;
  }

  get defaultFlushAfter(): number | undefined {
    return this.#outlet.defaultFlushAfter;
  }

  start({ overflow, report, tag, exitTimeout, hasFallback = false }: BackendContext): void {
    this.#hasFallback = hasFallback;
    this.#exitTimeout = exitTimeout;
    this.#blocks = overflow === "block";
    this.#health.begin(report);
    this.#health.up();
    const tell = (code: string, message: string, cause?: unknown) =>
      this.#health.tell(code, message, cause);
    this.#outlet.start(tag, tell, this.#blocks);
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
    // Wait only for a full descriptor. One that fails may do so for long.
    if (this.#isFull) return this.#flushes.wait(count, timeout, () => this.#notTaken());
    return count === 0 ? Promise.resolve() : Promise.reject(this.#notTaken());
  }

  flushSync(wait = 0): void {
    this.#waitUntil = wait === 0 ? 0 : uptime() + wait;
    if (this.#pending.length > 0) this.#retry();
    if (wait > 0) this.#outlet.settle?.();
    // No retry follows. With the policy `block` chunks are kept, and the exit report has the error code.
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
    // The failure belonged to the old file.
    this.#retry();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  counters(): BackendCounters {
    return { ...this.#health.counters(), oversized: this.#writer.oversized, state: this.#state };
  }

  async #close(): Promise<void> {
    this.flushSync();
    const { length } = this.#pending;
    if (length > 0 && !this.#gone) {
      try {
        await this.#flushes.wait(length, this.#exitTimeout, () => this.#notTaken());
      } catch {
        // The rest is discarded, and counted as dropped.
      }
    }
    this.#isClosed = true;
    this.#stopRetries();
    this.#flushes.end(() => this.#notTaken());
    this.#discard("closed");
    this.#health.end();
    this.#outlet.close();
  }

  get #state(): BackendState {
    if (this.#isClosed) return "closed";
    if (this.#gone) return "gone";
    return this.#isFull || this.#health.failure !== undefined ? "waiting" : "open";
  }

  /** Number of chunks that are written in part. */
  get #underWay(): number {
    return this.#isWriting || this.#writer.isInside ? 1 : 0;
  }

  /** Writes chunks until the queue is empty or the system takes no more. */
  #write(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    try {
      while (this.#pending.length > 0) {
        const before = this.#pending.length;
        const failure = this.#writer.writeFirst();
        this.#flushes.settled(before - this.#pending.length);
        if (failure === undefined) this.#went();
        else if (!this.#goesOn(failure)) break;
      }
    } catch (error) {
      // A backend never throws.
      this.#contain(error as NodeJS.ErrnoException);
    } finally {
      this.#isWriting = false;
    }
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
    if (this.#blocks || uptime() < this.#waitUntil) {
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
      // Like a program that dies of SIGPIPE, but without dying: nobody is left to tell.
      this.#gone = true;
      this.#writer.forget();
      this.#health.count(failure);
      if (!this.#hasFallback) this.#discard("gone");
      return;
    }
    this.#health.down();
    this.#health.failed(failure, "retrying");
    this.#retryTimer ??= setTimeout(() => this.#retry(), this.#backoff.next()).unref();
  }

  #discard(reason: DropReason): void {
    this.#writer.endLine(this.#outlet.fd);
    this.#flushes.settled(this.#pending.length);
    this.#pending.discard(reason);
  }

  #notTaken(): FastlogError {
    const { failure } = this.#health;
    const why = failure === undefined ? "" : `: ${messageOf(failure)}`;
    return new FastlogError(
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      `${this.name} has not taken ${quantity(this.#pending.records, "record")}${why}`,
      { cause: failure },
    );
  }
}
