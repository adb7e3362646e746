import { memberOf } from "../../own-members.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import type {
  Backend,
  BackendContext,
  BackendCounters,
  BackendState,
  Overflow,
  Recipe,
  SealedChunk,
} from "../backend.ts";
import { Backoff } from "../delivery/backoff.ts";
import { ChunkQueue } from "../delivery/chunk-queue.ts";
import { deliverAtExit } from "../delivery/exit-delivery.ts";
import { DEFAULT_FLUSH_TIMEOUT, Flushes } from "../delivery/flush-waiters.ts";
import { Health } from "../delivery/health.ts";
import { Connection, type ConnectionEvents, type Timeouts } from "./connection.ts";
import type { Peer } from "./endpoint.ts";
import type { Framing } from "./framing.ts";
import type { PoolOptions, SocketOptions } from "./stream-options.ts";
import { Window } from "./window.ts";

/** A connection that lived for so long was a good one: the next delay is a first one. Milliseconds. */
const STABLE = 5_000;

/** What may be kept to be sent again needs more room than what only waits. In bytes. */
const DEFAULT_KEEPING = 33_554_432;

/**
 * Delivers chunks over a stream socket, whole and in order. It connects by itself, again and again, and each
 * connection begins at a record.
 *
 * ```text
 *   queue: [ being sent | waiting … ]   →   window: [ handed to the operating system last ]
 * ```
 */
export class SocketBackend implements Backend {
  readonly name: string;
  readonly isShown = false;
  readonly overflows = ["drop-newest", "drop-oldest"] as const;
  readonly buffer: number | undefined;
  readonly defaultBuffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly flushAfter: number | undefined;
  readonly maxRecord: number | undefined;
  readonly recipe: Recipe | undefined;

  readonly #peer: Peer;
  readonly #options: Required<SocketOptions>;
  readonly #queue = new ChunkQueue();
  readonly #backoff: Backoff;
  readonly #flushes: Flushes;
  readonly #health: Health;
  #window: Window;
  #framing!: Framing;
  #timeouts!: Timeouts;
  #state: BackendState = "idle";
  #connection: Connection | undefined;
  /** The first chunk of the queue is being sent. */
  #isSending = false;
  #retryTimer: Timer | undefined;
  #connections = 0;
  #exitDeadline: number | undefined;
  #hasFallback = false;
  #closing: Promise<void> | undefined;

  constructor(
    name: string,
    peer: Peer,
    options: Required<SocketOptions>,
    pool: PoolOptions,
    recipe?: Recipe,
  ) {
    this.name = name;
    this.recipe = recipe;
    this.buffer = pool.buffer;
    this.overflow = pool.overflow;
    this.flushAfter = pool.flushAfter;
    this.maxRecord = memberOf(peer, "maxRecord");
    this.#peer = peer;
    this.#options = options;
    this.#backoff = new Backoff(options.retryMin, options.retryMax);
    this.#window = new Window(options.delivery, options.window);
    this.defaultBuffer = this.#window.keeps ? DEFAULT_KEEPING : undefined;
    this.#flushes = new Flushes((isNeeded) => this.#hold(isNeeded));
    this.#health = new Health(this);
  }

  start(context: BackendContext): void {
    this.#hasFallback = context.hasFallback === true;
    const { delivery, window, connectTimeout, writeTimeout } = this.#options;
    this.#framing = this.#peer.framing(context.format);
    this.#timeouts = { connectTimeout, writeTimeout, exitTimeout: context.exitTimeout };
    // What is kept to be sent again must leave room for what is new.
    const size = this.#window.keeps ? Math.min(window, context.buffer >> 2) : window;
    this.#window = new Window(delivery, size);
    this.#health.begin(context.report);
    const { warning } = this.#peer;
    if (warning !== undefined) this.#health.tell("WARNING", warning);
    this.#connect();
  }

  submit(chunk: SealedChunk): void {
    if (this.#state === "closed") {
      chunk.discard("closed");
      return;
    }
    this.#queue.push(chunk, this.#isSending ? 1 : 0);
    // It may have made room meanwhile.
    if (this.#state === "open" && (!this.#isSending || this.#hasGoneOn())) this.#send();
  }

  dropOldest(): boolean {
    const dropped = this.#queue.dropOldest(this.#isSending ? 1 : 0);
    if (dropped) this.#flushes.settled(1);
    return dropped;
  }

  surrender(): SealedChunk[] {
    const chunks = this.#queue.take(this.#isSending ? 1 : 0);
    this.#flushes.settled(chunks.length);
    return chunks;
  }

  flush(timeout: number = DEFAULT_FLUSH_TIMEOUT): Promise<void> {
    const error = () => this.#health.notTaken(this.#queue, timeout);
    return this.#flushes.wait(this.#queue.length, timeout, error);
  }

  flushSync(wait = 0): void {
    if (this.#state === "open" && (!this.#isSending || this.#hasGoneOn())) this.#send();
    if (wait === 0 || this.#state === "closed" || this.#state === "idle") return;
    this.#exitDeadline ??= uptime() + wait;
    this.#deliverLast(this.#exitDeadline);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  counters(): BackendCounters {
    return {
      ...this.#health.counters(),
      reconnects: Math.max(0, this.#connections - 1),
      uncertain: this.#window.uncertain,
      state: this.#state,
    };
  }

  #connect(): void {
    this.#retryTimer = undefined;
    this.#state = "connecting";
    const events: ConnectionEvents = {
      opened: () => this.#opened(),
      taken: () => {
        this.#taken();
        this.#send();
      },
      failed: (error) => this.#health.failed(error, "connecting again"),
      closed: () => this.#closed(),
    };
    const isHeld = this.#flushes.areWaiting;
    try {
      this.#connection = new Connection(this.#peer, this.#timeouts, events, isHeld);
    } catch (error) {
      this.#health.failed(error, "connecting again");
      this.#later();
    }
  }

  #opened(): void {
    if (this.#state !== "connecting") return;
    this.#state = "open";
    this.#connections++;
    this.#health.up();
    const { preamble } = this.#framing;
    // A new socket has room for these few bytes.
    if (preamble !== undefined) this.#connection?.send(preamble);
    this.#send();
  }

  /** Sends what waits, as long as the operating system takes it at once. */
  #send(): void {
    const connection = this.#connection as Connection;
    while (this.#state === "open" && !connection.isBusy) {
      const { first } = this.#queue;
      if (first === undefined) return;
      this.#isSending = true;
      if (!connection.send(this.#framing.frame(first))) return;
      this.#taken();
    }
  }

  #hasGoneOn(): boolean {
    if (this.#connection?.goOn() !== true) return false;
    this.#taken();
    return true;
  }

  /** The chunk that was being sent is with the operating system. */
  #taken(): void {
    if (!this.#isSending) return;
    this.#isSending = false;
    this.#window.add(this.#queue.shift() as SealedChunk);
    this.#flushes.settled(1);
  }

  #closed(): void {
    const connection = this.#connection as Connection;
    this.#connection = undefined;
    if (this.#state === "closed") return;
    if (connection.isOpen) this.#lost(connection);
    this.#later();
  }

  /** An open connection is gone. What was being sent may have arrived in part. */
  #lost(connection: Connection): void {
    this.#health.down();
    if (connection.age > STABLE) this.#backoff.reset();
    if (this.#health.failure === undefined) {
      this.#health.tell("CLOSED", "the peer closed the connection; connecting again");
    }
    if (connection.isLast) this.#dropFirst();
    else if (connection.isTouched) this.#taken();
    this.#isSending = false;
    const again = this.#window.broken();
    this.#queue.unshift(again);
    this.#flushes.unsettled(again.length);
  }

  #later(): void {
    this.#state = "waiting";
    this.#retryTimer = setTimeout(() => this.#connect(), this.#backoff.next());
    if (!this.#flushes.areWaiting) this.#retryTimer.unref();
  }

  /** While somebody waits for a flush, the process has a reason to live. */
  #hold(isNeeded: boolean): void {
    this.#connection?.hold(isNeeded);
    if (isNeeded) this.#retryTimer?.ref();
    else this.#retryTimer?.unref();
  }

  async #close(): Promise<void> {
    const connection = this.#connection;
    try {
      if (this.#state !== "idle") await this.flush(this.#timeouts.exitTimeout);
    } catch {
      // What is left is counted below.
    }
    this.#end();
    await (this.#connection ?? connection)?.end();
  }

  /** Nothing more is delivered. */
  #end(): void {
    this.#state = "closed";
    this.#health.end();
    clearTimeout(this.#retryTimer);
    this.#isSending = false;
    this.#window.settle();
    if (this.#queue.length > 0 && this.#health.failure === undefined) {
      this.#health.count(notInTime(this.#timeouts.exitTimeout));
    }
    this.#flushes.end(() => this.#health.notTaken(this.#queue, this.#timeouts.exitTimeout));
    if (!this.#hasFallback) this.#queue.discard("closed");
  }

  /**
   * The process exits. An open socket is written to by its descriptor, where it can be; for what is
   * left, such as where there is no connection yet, a thread makes one.
   */
  #deliverLast(deadline: number): void {
    const connection = this.#state === "open" ? this.#connection : undefined;
    if (this.#isSending) this.#finish(connection, deadline);
    if (connection?.hasDescriptor) {
      while (this.#queue.first !== undefined) {
        this.#isSending = true;
        if (connection.send(this.#framing.frame(this.#queue.first))) this.#taken();
        else if (!this.#finish(connection, deadline)) break;
      }
    } else if (this.#queue.length > 0) {
      this.#deliverByThread(deadline);
    }
    if (this.#queue.length > 0) this.#end();
    connection?.hearLast(deadline);
    // Nothing will be sent again.
    this.#window.settle();
  }

  /** What a connection has in part is completed, or dropped: it is not to be sent twice. */
  #finish(connection: Connection | undefined, deadline: number): boolean {
    if (connection?.finish(deadline)) {
      this.#taken();
      return true;
    }
    this.#dropFirst();
    return false;
  }

  #dropFirst(): void {
    this.#isSending = false;
    this.#queue.shift()?.discard("closed");
    this.#flushes.settled(1);
  }

  #deliverByThread(deadline: number): void {
    const { preamble } = this.#framing;
    const before = preamble === undefined ? [] : [preamble];
    const frames = this.#queue.all.map((chunk) => this.#framing.frame(chunk));
    const wait = deadline - uptime();
    const { taken, failure } = deliverAtExit(this.#peer.target, [...before, ...frames], wait);
    if (failure !== undefined) this.#health.failed(failure, "the program ends");
    for (let i = before.length; i < taken; i++) {
      this.#isSending = true;
      this.#taken();
    }
  }
}

/** The failure of a peer that takes nothing and says nothing. */
function notInTime(timeout: number): Error {
  const message = `write ETIMEDOUT: no answer within ${timeout} ms of the end`;
  return Object.assign(new Error(message), { code: "ETIMEDOUT" });
}
