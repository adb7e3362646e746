import { memberOf } from "../../own-members.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import type { BackendContext, Recipe, SealedChunk } from "../backend.ts";
import { Backoff } from "../delivery/backoff.ts";
import { deliverAtExit } from "../delivery/exit-delivery.ts";
import { QueuedBackend } from "../delivery/queued-backend.ts";
import type { PoolOptions } from "../options/pool-options.ts";
import { Connection, type ConnectionEvents, type Timeouts } from "./connection.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Framing } from "./framing.ts";
import type { SocketOptions } from "./stream-options.ts";
import { Window } from "./window.ts";

/** After a connection of this age, in milliseconds, the backoff starts again. */
const STABLE = 5_000;

/** Default buffer where sent chunks are kept to be sent again, in bytes. */
const KEEPING_BUFFER = 33_554_432;

/**
 * Delivers chunks over a stream socket, whole and in order. It connects again whenever the connection is lost, and
 * each connection begins with a whole record.
 *
 * ```text
 *   queue: [ being sent | waiting … ]   →   window: [ handed to the operating system last ]
 * ```
 */
export class StreamBackend extends QueuedBackend {
  readonly defaultBuffer: number | undefined;
  readonly maxRecord: number | undefined;

  readonly #endpoint: Endpoint;
  readonly #options: Required<SocketOptions>;
  readonly #backoff: Backoff;
  #window: Window;
  #framing!: Framing;
  #timeouts!: Timeouts;
  #connection: Connection | undefined;
  /** The first chunk of the queue is being sent. */
  #isSending = false;
  #retryTimer: Timer | undefined;

  constructor(
    name: string,
    endpoint: Endpoint,
    options: Required<SocketOptions>,
    pool: PoolOptions,
    recipe?: Recipe,
  ) {
    super(name, pool, recipe);
    this.maxRecord = memberOf(endpoint, "maxRecord");
    this.#endpoint = endpoint;
    this.#options = options;
    this.#backoff = new Backoff(options.retryMin, options.retryMax);
    this.#window = new Window(options.delivery, options.window);
    this.defaultBuffer = this.#window.keeps ? KEEPING_BUFFER : undefined;
  }

  protected get uncertain(): number {
    return this.#window.uncertain;
  }

  protected get underWay(): number {
    return this.#isSending ? 1 : 0;
  }

  protected open({ format, buffer, exitTimeout }: BackendContext): void {
    const { delivery, window, connectTimeout, writeTimeout } = this.#options;
    this.#framing = this.#endpoint.framing(format);
    this.#timeouts = { connectTimeout, writeTimeout, exitTimeout };
    // Chunks that are kept to be sent again must leave room for new ones.
    const size = this.#window.keeps ? Math.min(window, buffer >> 2) : window;
    this.#window = new Window(delivery, size, buffer);
    const { warning } = this.#endpoint;
    if (warning !== undefined) this.health.tell("WARNING", warning);
    this.#connect();
  }

  #connect(): void {
    this.#retryTimer = undefined;
    this.state = "connecting";
    const events: ConnectionEvents = {
      opened: () => this.#opened(),
      taken: () => {
        this.#taken();
        this.#sendWaiting();
      },
      failed: (error) => this.health.failed(error, "connecting again"),
      closed: () => this.#closed(),
    };
    const isHeld = this.flushes.areWaiting;
    try {
      this.#connection = new Connection(this.#endpoint, this.#timeouts, events, isHeld);
    } catch (error) {
      this.health.failed(error, "connecting again");
      this.#connectLater();
    }
  }

  #opened(): void {
    if (this.state !== "connecting") return;
    this.state = "open";
    this.openings++;
    this.health.up();
    const { preamble } = this.#framing;
    // A new socket has room for these few bytes.
    if (preamble !== undefined) this.#connection?.send(preamble);
    this.#sendWaiting();
  }

  protected send(): void {
    // A full socket may have room by now.
    if (this.state === "open" && (!this.#isSending || this.#hasGoneOn())) this.#sendWaiting();
  }

  /** Sends chunk after chunk, as long as the operating system takes them at once. */
  #sendWaiting(): void {
    const connection = this.#connection as Connection;
    while (this.state === "open" && !connection.isBusy) {
      const { first } = this.queue;
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

  /** Moves the first chunk to the window: the operating system has all of it. */
  #taken(): void {
    if (!this.#isSending) return;
    this.#isSending = false;
    this.#window.add(this.queue.shift() as SealedChunk);
    this.flushes.settled(1);
  }

  #closed(): void {
    const connection = this.#connection as Connection;
    this.#connection = undefined;
    if (this.state === "closed") return;
    if (connection.isOpen) this.#lost(connection);
    this.#connectLater();
  }

  /** An open connection was lost. The chunk that was being sent may have arrived in part. */
  #lost(connection: Connection): void {
    this.health.down();
    if (connection.age > STABLE) this.#backoff.reset();
    if (this.health.failure === undefined) {
      this.health.tell("CLOSED", "the peer closed the connection; connecting again");
    }
    if (connection.isLast) this.#dropFirst();
    else if (connection.isTouched) this.#taken();
    this.#isSending = false;
    const again = this.#window.broken();
    this.queue.unshift(again);
    this.flushes.unsettled(again.length);
  }

  #connectLater(): void {
    this.state = "waiting";
    this.#retryTimer = setTimeout(() => this.#connect(), this.#backoff.next());
    if (!this.flushes.areWaiting) this.#retryTimer.unref();
  }

  protected override hold(isNeeded: boolean): void {
    this.#connection?.hold(isNeeded);
    if (isNeeded) this.#retryTimer?.ref();
    else this.#retryTimer?.unref();
  }

  protected async end(): Promise<void> {
    this.#giveUp();
    await this.#connection?.end();
  }

  /** Ends delivery: the rest is dropped, or left for the fallback. */
  #giveUp(): void {
    this.state = "closed";
    this.health.end();
    clearTimeout(this.#retryTimer);
    this.#isSending = false;
    this.#window.settle();
    if (this.queue.length > 0 && this.health.failure === undefined) {
      this.health.count(notInTime(this.exitTimeout));
    }
    this.flushes.end(() => this.health.notTaken(this.queue, this.exitTimeout));
    if (!this.hasFallback) this.queue.discard("closed");
  }

  /** Writes to the descriptor of an open socket; if there is none, a thread connects and sends. */
  protected sendAtExit(deadline: number): void {
    const connection = this.state === "open" ? this.#connection : undefined;
    if (this.#isSending) this.#finish(connection, deadline);
    if (connection?.hasDescriptor) {
      while (this.queue.first !== undefined) {
        this.#isSending = true;
        if (connection.send(this.#framing.frame(this.queue.first))) this.#taken();
        else if (!this.#finish(connection, deadline)) break;
      }
    } else if (this.queue.length > 0) {
      this.#sendByThread(deadline);
    }
    if (this.queue.length > 0) this.#giveUp();
    connection?.readGreeting(deadline);
    // There will be no other connection to send them again.
    this.#window.settle();
  }

  /** Completes the chunk that was sent in part, or drops it: sending it twice would duplicate records. */
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
    this.queue.shift()?.discard("closed");
    this.flushes.settled(1);
  }

  #sendByThread(deadline: number): void {
    const { preamble } = this.#framing;
    const before = preamble === undefined ? [] : [preamble];
    const frames = this.queue.all.map((chunk) => this.#framing.frame(chunk));
    const wait = deadline - uptime();
    const pieces = [...before, ...frames];
    const { taken, failure } = deliverAtExit(this.#endpoint.destination, pieces, wait);
    if (failure !== undefined) this.health.failed(failure, "the program ends");
    for (let i = before.length; i < taken; i++) {
      this.#isSending = true;
      this.#taken();
    }
  }
}

/** The error of a peer that neither takes data nor reports a failure. */
function notInTime(timeout: number): Error {
  const message = `write ETIMEDOUT: no answer within ${timeout} ms of the end`;
  return Object.assign(new Error(message), { code: "ETIMEDOUT" });
}
