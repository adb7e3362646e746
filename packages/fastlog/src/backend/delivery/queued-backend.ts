import { uptime } from "../../time/system-time.ts";
import type {
  Backend,
  BackendContext,
  BackendCounters,
  BackendState,
  Overflow,
  Recipe,
  SealedChunk,
} from "../backend.ts";
import type { PoolOptions } from "../options/pool-options.ts";
import { ChunkQueue } from "./chunk-queue.ts";
import { DEFAULT_FLUSH_TIMEOUT, FlushWaiters } from "./flush-waiters.ts";
import { Health } from "./health.ts";

/**
 * The part that stream and datagram backends share: a queue of chunks that a peer has not taken, flushes that
 * wait for it, and the way to the end of the process. Subclasses move chunks from the queue to the peer.
 *
 * ```text
 *   submit ──► queue: [ under way | waiting … ] ──► peer
 * ```
 */
export abstract class QueuedBackend implements Backend {
  readonly name: string;
  readonly isShown = false;
  readonly overflows = ["drop-newest", "drop-oldest"] as const;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly flushAfter: number | undefined;
  readonly recipe: Recipe | undefined;

  protected readonly queue: ChunkQueue = new ChunkQueue();
  protected readonly flushes: FlushWaiters;
  protected readonly health: Health;
  protected state: BackendState = "idle";
  /** Times that the peer could be sent to after it could not, the first time included. */
  protected openings = 0;
  /** How long `close()` may wait for the peer, in milliseconds; 0 before `start`. */
  protected exitTimeout = 0;
  /** Another backend takes over what this one does not deliver, so nothing is discarded. */
  protected hasFallback = false;
  #exitDeadline: number | undefined;
  #closing: Promise<void> | undefined;

  constructor(name: string, pool: PoolOptions, recipe: Recipe | undefined) {
    this.name = name;
    this.buffer = pool.buffer;
    this.overflow = pool.overflow;
    this.flushAfter = pool.flushAfter;
    this.recipe = recipe;
    this.flushes = new FlushWaiters((isNeeded) => this.hold(isNeeded));
    this.health = new Health(this);
  }

  start(context: BackendContext): void {
    this.hasFallback = context.hasFallback === true;
    this.exitTimeout = context.exitTimeout;
    this.health.begin(context.report);
    this.open(context);
  }

  submit(chunk: SealedChunk): void {
    if (this.state === "closed") {
      chunk.discard("closed");
      return;
    }
    this.queue.push(chunk, this.underWay);
    this.send();
  }

  dropOldest(): boolean {
    const dropped = this.queue.dropOldest(this.underWay);
    if (dropped) this.flushes.settled(1);
    return dropped;
  }

  surrender(): SealedChunk[] {
    const chunks = this.takeWaiting();
    this.flushes.settled(chunks.length);
    return chunks;
  }

  flush(timeout: number = DEFAULT_FLUSH_TIMEOUT): Promise<void> {
    const error = () => this.health.notTaken(this.queue, timeout);
    return this.flushes.wait(this.queue.length, timeout, error);
  }

  flushSync(wait = 0): void {
    this.sendAgain();
    if (wait === 0 || this.state === "closed" || this.state === "idle") return;
    this.#exitDeadline ??= uptime() + wait;
    this.sendAtExit(this.#exitDeadline);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  counters(): BackendCounters {
    return {
      ...this.health.counters(),
      reconnects: Math.max(0, this.openings - 1),
      uncertain: this.uncertain,
      state: this.state,
    };
  }

  async #close(): Promise<void> {
    try {
      if (this.state !== "idle") await this.flush(this.exitTimeout);
    } catch {
      // The rest is discarded, and counted as dropped.
    }
    await this.end();
  }

  /** Records that were delivered, as far as the operating system knows, and may not have arrived. */
  protected abstract get uncertain(): number;

  /** How many of the first chunks of the queue are being sent. */
  protected abstract get underWay(): number;

  /** Opens the way to the peer for the first time. */
  protected abstract open(context: BackendContext): void;

  /** Sends what the peer takes at once. */
  protected abstract send(): void;

  /** Like {@link send}, and tries again a peer that took nothing more. */
  protected sendAgain(): void {
    this.send();
  }

  /** Sends what it can without events, until `deadline` by `uptime()`; the rest is given up. */
  protected abstract sendAtExit(deadline: number): void;

  /** Takes out of the queue the chunks that another backend can deliver. */
  protected takeWaiting(): SealedChunk[] {
    return this.queue.take(this.underWay);
  }

  /** Keeps the process alive, or lets it end. Called when a flush begins to wait, and when none waits any more. */
  protected hold(_isNeeded: boolean): void {}

  /** Gives up the rest, and frees what the backend holds. */
  protected abstract end(): Promise<void> | void;
}
