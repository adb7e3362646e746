import type { Writable } from "node:stream";
import { quantity } from "../diagnostics/quantity.ts";
import { FastlogError } from "../errors.ts";
import { isWorker } from "../is-worker.ts";
import { ownOptions } from "../own-members.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";
import type {
  Backend,
  BackendContext,
  BackendCounters,
  BackendState,
  Overflow,
  Recipe,
  SealedChunk,
} from "./backend.ts";
import { ChunkQueue } from "./delivery/chunk-queue.ts";
import { DEFAULT_FLUSH_TIMEOUT, FlushWaiters } from "./delivery/flush-waiters.ts";
import { Health } from "./delivery/health.ts";
import { checkGiven } from "./options/option-kinds.ts";
import { POOL_KINDS, type PoolOptions } from "./options/pool-options.ts";
import { parametersOf } from "./options/url-parts.ts";

type StreamName = "stdout" | "stderr";

/** Interval between checks of a stream while a flush waits for it, in milliseconds. */
const LOOK = 10;

/**
 * Standard output through `process.stdout`, for programs that take it over: PM2 in cluster mode, the parent of a
 * worker with `stdout: true`, a test runner, a replaced `write`. Throws `ERR_FASTLOG_INVALID_OPTION`.
 */
export function processStdout(options: PoolOptions = {}): Backend {
  return processStream("stdout", "processStdout", options);
}

/** Standard error through `process.stderr`. See {@link processStdout}. */
export function processStderr(options: PoolOptions = {}): Backend {
  return processStream("stderr", "processStderr", options);
}

/** Opens `process.stdout` or `process.stderr` with parameters; returns `undefined` for another URL. */
export function openProcessStream(url: string): Backend | undefined {
  const [, name] = /^process\.(stdout|stderr)(?=\?|$)/.exec(url) ?? [];
  if (name === undefined) return undefined;
  const options = parametersOf<PoolOptions>(url, POOL_KINDS);
  return name === "stdout" ? processStdout(options) : processStderr(options);
}

function processStream(name: StreamName, factory: string, given: PoolOptions): Backend {
  checkGiven(factory, given, POOL_KINDS);
  const options = ownOptions<PoolOptions>(given);
  return new ProcessStream(name, options, { factory, args: [{ ...options }] });
}

/**
 * Writes chunks as text, by the present `write` of a stream of the process. When the stream is full, records wait in the
 * buffer until it drains. At exit no event follows, and the stream gets everything.
 */
class ProcessStream implements Backend {
  readonly name: string;
  readonly overflows = ["drop-newest", "drop-oldest"] as const;
  readonly isShown = true;
  /** 0, so that records keep their order with what the program writes to the stream. */
  readonly defaultFlushAfter = 0;
  readonly flushAfter: number | undefined;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly recipe: Recipe;

  readonly #stream: StreamName;
  readonly #queue = new ChunkQueue();
  readonly #health = new Health(this);
  readonly #flushes = new FlushWaiters(() => {});
  #exitTimeout = 0;
  #hasFallback = false;
  #state: BackendState = "idle";
  #isWriting = false;
  /** The stream is full until it drains. */
  #isFull = false;
  /**
   * Writes that the stream has not called back, with their number of records. A replaced `write` may never call
   * back.
   */
  readonly #unanswered = new Map<object, number>();
  #timer: Timer | undefined;
  #uncertain = 0;
  #closing: Promise<void> | undefined;

  constructor(stream: StreamName, options: PoolOptions, recipe: Recipe) {
    const { buffer, overflow, flushAfter } = options;
    this.name = `process.${stream}`;
    this.#stream = stream;
    this.buffer = buffer;
    this.overflow = overflow;
    this.flushAfter = flushAfter;
    this.recipe = recipe;
  }

  get isTerminal(): boolean {
    try {
      return process[this.#stream].isTTY === true;
    } catch {
      return false;
    }
  }

  start({ report, exitTimeout, hasFallback = false }: BackendContext): void {
    this.#state = "open";
    this.#exitTimeout = exitTimeout;
    this.#hasFallback = hasFallback;
    this.#health.begin(report);
    this.#health.up();
  }

  submit(chunk: SealedChunk): void {
    if (this.#state === "closed" || this.#state === "gone") {
      chunk.discard(this.#state);
      return;
    }
    this.#queue.push(chunk, 0);
    this.#write();
  }

  dropOldest(): boolean {
    const before = this.#queue.length;
    const dropped = this.#queue.dropOldest(0);
    this.#flushes.settled(before - this.#queue.length);
    return dropped;
  }

  surrender(): SealedChunk[] {
    const chunks = this.#queue.take(0);
    this.#flushes.settled(chunks.length);
    return chunks;
  }

  flush(timeout: number = DEFAULT_FLUSH_TIMEOUT): Promise<void> {
    this.#write();
    const count = this.#queue.length + this.#unanswered.size;
    if (count > 0) this.#lookLater();
    return this.#flushes.wait(count, timeout, () => this.#notTaken(timeout));
  }

  flushSync(wait = 0): void {
    // At exit no `drain` event follows.
    if (wait > 0) this.#isFull = false;
    this.#write(wait > 0);
    // In a worker, the main thread writes them.
    if (wait > 0 && !isWorker && this.#isBehind) this.#doubt();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  counters(): BackendCounters {
    const state = this.#state === "open" && this.#isFull ? "waiting" : this.#state;
    return { ...this.#health.counters(), uncertain: this.#uncertain, state };
  }

  /** `isLast`: writes even if the stream is full. */
  #write(isLast = false): void {
    if (this.#isWriting || this.#state !== "open") return;
    this.#isWriting = true;
    try {
      while (
        this.#queue.first !== undefined &&
        this.#state === "open" &&
        (isLast || !this.#isFull)
      ) {
        this.#writeFirst(this.#queue.first);
      }
    } finally {
      this.#isWriting = false;
    }
  }

  #writeFirst(chunk: SealedChunk): void {
    const write = {};
    this.#unanswered.set(write, chunk.records);
    this.#queue.shift();
    try {
      // The getter `stdout` may throw as well, for a descriptor that Node does not know.
      const stream = process[this.#stream];
      const answered = (error?: Error | null) => this.#answered(write, stream, error);
      const isFull = stream.write(chunk.content.toString(), answered) === false;
      this.#isFull = isFull && this.#willDrain(stream);
    } catch (error) {
      chunk.discard("refused");
      if (this.#unanswered.delete(write)) this.#flushes.settled(1);
      this.#health.failed(error, "the records are dropped");
      return;
    }
    // The stream has its own copy.
    chunk.release();
    if (!this.#isBehind) this.#settleAll();
  }

  /** Whether the stream will emit `drain`: a replacement need not have events. */
  #willDrain(stream: Writable): boolean {
    try {
      stream.once("drain", () => this.#drained());
      return true;
    } catch {
      return false;
    }
  }

  /** Whether the stream has data that it has not written. */
  get #isBehind(): boolean {
    try {
      return process[this.#stream].writableLength > 0;
    } catch {
      return false;
    }
  }

  /** Checks the stream while a flush waits, because it may never call back. */
  #lookLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isBehind) this.#settleAll();
      if (this.#flushes.areWaiting) this.#lookLater();
    }, LOOK);
    this.#timer.unref();
  }

  /** Counts what the stream has as uncertain: at exit no event writes it. */
  #doubt(): void {
    let records = 0;
    for (const count of this.#unanswered.values()) records += count;
    this.#unanswered.clear();
    if (records === 0) return;
    this.#uncertain += records;
    this.#health.tell(
      "UNCERTAIN",
      `${quantity(records, "record")} may not have been written: await flush() before process.exit()`,
    );
  }

  #drained(): void {
    this.#isFull = false;
    this.#write();
  }

  #answered(write: object, stream: Writable, error: Error | null | undefined): void {
    if (error) this.#failed(stream, error);
    if (this.#unanswered.delete(write)) this.#flushes.settled(1);
  }

  /** The stream has written everything that it was given. */
  #settleAll(): void {
    const { size } = this.#unanswered;
    this.#unanswered.clear();
    this.#flushes.settled(size);
  }

  /** A stream does not recover from an error. */
  #failed(stream: Writable, error: Error): void {
    // Without a listener, the error event would end the process.
    if (stream.listenerCount?.("error") === 0) stream.once("error", () => {});
    this.#health.count(error);
    if (this.#state !== "open") return;
    this.#state = "gone";
    this.#flushes.settled(this.#queue.length);
    if (!this.#hasFallback) this.#queue.discard("gone");
  }

  async #close(): Promise<void> {
    try {
      await this.flush(this.#exitTimeout);
    } catch {
      // The rest is discarded, and counted as dropped.
    }
    this.#state = "closed";
    clearTimeout(this.#timer);
    this.#flushes.end(() => this.#notTaken(this.#exitTimeout));
    this.#queue.discard("closed");
    this.#health.end();
  }

  #notTaken(timeout: number): FastlogError {
    const left = quantity(this.#queue.records, "record");
    return new FastlogError(
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      `${this.name} has not taken ${left} within ${timeout} ms`,
    );
  }
}
