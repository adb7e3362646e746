import type { Buffer } from "node:buffer";
import { CHUNK_SIZE } from "../../batch/chunk.ts";
import { wait } from "../../time/sleep.ts";
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
import { DEFAULT_FLUSH_TIMEOUT, Flushes } from "../delivery/flush-waiters.ts";
import { FullRetry } from "../delivery/full-retry.ts";
import { Health } from "../delivery/health.ts";
import type { DatagramSettings } from "./datagram-options.ts";
import { Flight } from "./flight.ts";
import type { Wire, WireEvents } from "./transport.ts";

/** How long an exiting process waits between attempts, in milliseconds. */
const EXIT_WAIT_FULL = 0.1;
const EXIT_WAIT_LOST = 20;

/**
 * Delivers records as datagrams, one or several whole ones in each, without their last newline.
 *
 * ```text
 *   queue: [ sent, to be answered | sent in part | waiting … ]
 *            ╰──────── flights ────────────────╯
 * ```
 */
export class DatagramBackend implements Backend {
  readonly name: string;
  readonly isShown = false;
  readonly overflows = ["drop-newest", "drop-oldest"] as const;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly flushAfter: number | undefined;
  readonly maxRecord: number;
  readonly recipe: Recipe | undefined;

  readonly #wire: Wire;
  readonly #pack: number;
  readonly #backoff: Backoff;
  readonly #queue = new ChunkQueue();
  /** Those of the first chunks of the queue. */
  readonly #flights: Flight[] = [];
  // Its timer keeps the process alive for as long as somebody waits.
  readonly #flushes = new Flushes(() => {});
  readonly #health: Health;
  readonly #events: WireEvents;
  #context: BackendContext | undefined;
  /** How many chunks may be unanswered. */
  #most = 0;
  #state: BackendState = "idle";
  #isSending = false;
  /** The operating system takes no more at the moment. */
  #isFull = false;
  /** It was, since something was taken last. */
  #wasFull = false;
  readonly #retry = new FullRetry(() => {
    this.#endFull();
    this.#send();
  });
  #timer: Timer | undefined;
  /** Whether anything was sent since the wire was opened. */
  #isProven = false;
  #opened = 0;
  #uncertain = 0;
  #exitDeadline: number | undefined;
  #closing: Promise<void> | undefined;

  constructor(name: string, wire: Wire, settings: DatagramSettings, recipe?: Recipe) {
    this.name = name;
    this.recipe = recipe;
    this.#health = new Health(this);
    this.buffer = settings.buffer;
    this.overflow = settings.overflow;
    this.flushAfter = settings.flushAfter;
    this.maxRecord = settings.maxDatagram + 1;
    this.#wire = wire;
    this.#pack = settings.pack;
    this.#backoff = new Backoff(settings.retryMin, settings.retryMax);
    this.#events = {
      opened: () => this.#whenOpened(),
      failed: (error) => this.#whenFailed(error),
      troubled: (error) => this.#health.failed(error, "what was open stays in use"),
      missed: (error) => this.#whenMissed(error),
    };
  }

  start(context: BackendContext): void {
    this.#context = context;
    this.#most = Math.floor(context.buffer / CHUNK_SIZE / 2);
    this.#health.begin(context.report);
    this.#open();
  }

  submit(chunk: SealedChunk): void {
    if (this.#state === "closed") {
      chunk.discard("closed");
      return;
    }
    this.#queue.push(chunk, this.#flights.length);
    this.#send();
  }

  dropOldest(): boolean {
    const dropped = this.#queue.dropOldest(this.#flights.length);
    if (dropped) this.#flushes.settled(1);
    return dropped;
  }

  surrender(): SealedChunk[] {
    const kept = this.#flights.findLastIndex(({ canLeave }) => !canLeave) + 1;
    const chunks = this.#queue.take(kept);
    for (const flight of this.#flights.splice(kept)) flight.leave();
    this.#flushes.settled(chunks.length);
    return chunks;
  }

  flush(timeout: number = DEFAULT_FLUSH_TIMEOUT): Promise<void> {
    const error = () => this.#health.notTaken(this.#queue, timeout);
    return this.#flushes.wait(this.#queue.length, timeout, error);
  }

  flushSync(wait = 0): void {
    if (this.#wire.isSynchronous) this.#endFull();
    this.#send();
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
      reconnects: Math.max(0, this.#opened - 1),
      uncertain: this.#uncertain,
      state: this.#state === "open" && this.#isFull ? "waiting" : this.#state,
    };
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#state = "connecting";
    this.#wire.open(this.#events);
  }

  #whenOpened(): void {
    if (this.#state === "closed") return;
    this.#state = "open";
    this.#opened++;
    this.#isProven = false;
    this.#backoff.reset();
    this.#health.up();
    this.#send();
  }

  #whenFailed(error: unknown): void {
    this.#health.failed(error, "trying again");
    if (this.#state === "closed") return;
    this.#state = "waiting";
    this.#timer = setTimeout(() => this.#open(), this.#backoff.next()).unref();
  }

  #whenMissed(error: unknown): void {
    // Of how many records it was is not known either.
    this.#uncertain++;
    this.#health.failed(error, "a datagram is lost");
  }

  get #canSend(): boolean {
    return this.#state === "open" && !this.#isFull;
  }

  /** Sends what waits, as far as it can. Whoever is told of trouble meanwhile may log, and lead here. */
  #send(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#canSend) {
      const flight = this.#nextFlight();
      if (flight === undefined) break;
      while (this.#canSend && !flight.isSent) {
        flight.cut(this.#pack);
        this.#wire.send(flight.chunk.content, flight.start, flight.end, flight.answer);
      }
      if (flight.unanswered > 0 && this.#wire.backlog() > 0) this.#isFull = true;
      else this.#relieve();
    }
    this.#isSending = false;
  }

  /** What is to be sent next; `undefined` where there is nothing. */
  #nextFlight(): Flight | undefined {
    const last = this.#flights.at(-1);
    if (last !== undefined && !last.isSent) return last;
    const chunk = this.#queue.at(this.#flights.length);
    return chunk === undefined ? undefined : this.#board(chunk);
  }

  #board(chunk: SealedChunk): Flight {
    const flight = new Flight(chunk, this.#answered);
    this.#flights.push(flight);
    return flight;
  }

  /**
   * The operating system has all that was sent, but says so once this turn is over, which is too late
   * for a program that logs megabytes in one: chunks are given back as delivered, and what turns out
   * not to be is counted as uncertain.
   */
  #relieve(): void {
    while (this.#flights.length > this.#most && this.#flights[0]?.isSent) this.#giveBackFirst();
  }

  #giveBackFirst(): void {
    this.#queue.shift();
    const flight = this.#flights.shift() as Flight;
    flight.giveBack();
    // Who waits for what was dropped is not to be told that it was delivered.
    if (flight.isSent) this.#flushes.settled(1);
  }

  readonly #answered = (flight: Flight, error: Error | undefined): void => {
    if (error === undefined) {
      flight.taken();
      if (!this.#isProven || this.#wasFull) this.#prove();
    } else {
      const fate = this.#wire.refusedBy(error);
      if (fate !== "refused") {
        flight.takeBack(1);
        if (fate === "full") this.#whenFull(error);
        else this.#whenLost(error);
        return;
      }
      const records = flight.refused();
      if (flight.isGivenBack) this.#uncertain += records;
      this.#health.failed(error, "the datagram is dropped");
    }
    if (flight === this.#flights[0] && flight.isAnswered) this.#giveBackFirst();
    // A synchronous wire is never behind, and says itself when it is full.
    if (this.#isFull && !this.#wire.isSynchronous && this.#wire.backlog() === 0) {
      this.#isFull = false;
      this.#send();
    }
  };

  /** A datagram was taken: the wire works. */
  #prove(): void {
    this.#isProven = true;
    this.#wasFull = false;
    this.#retry.restart();
    this.#health.up();
  }

  #whenFull(error: Error): void {
    this.#isFull = true;
    this.#wasFull = true;
    this.#health.failure = error;
    this.#health.down();
    this.#retry.later();
  }

  /** A wire that was full is to be tried again. */
  #endFull(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#retry.stop();
  }

  #whenLost(error: Error): void {
    this.#health.down();
    if (this.#isProven) {
      // A receiver that was restarted is there already.
      this.#health.failed(error, "connecting again");
      this.#open();
    } else {
      this.#whenFailed(error);
    }
  }

  /** The process exits: there are no events any more. */
  #deliverLast(deadline: number): void {
    while (this.#wire.isSynchronous && this.#queue.length > 0 && uptime() < deadline) {
      wait(this.#isFull ? EXIT_WAIT_FULL : EXIT_WAIT_LOST);
      this.#endFull();
      if (this.#state === "open") this.#send();
      else this.#open();
    }
    this.#takeBacklog();
    const sent = this.#flights.map(({ unanswered }) => unanswered);
    const datagrams = this.#cutRest();
    let left = datagrams.length;
    if (left > 0) left -= this.#sendAtLast(datagrams, deadline - uptime());
    for (let i = this.#flights.length - 1; i >= 0 && left > 0; i--) {
      const flight = this.#flights[i] as Flight;
      const count = Math.min(left, flight.unanswered - (sent[i] ?? 0));
      flight.takeBack(count);
      left -= count;
    }
    this.#giveUp();
  }

  /** Returns how many of the datagrams were sent. */
  #sendAtLast(datagrams: readonly Buffer[], wait: number): number {
    const { taken = 0, failure } = this.#wire.lastResort?.(datagrams, wait) ?? {};
    if (failure !== undefined) this.#health.failed(failure, "the program ends");
    return taken;
  }

  /** What libuv has and the operating system has not will never be sent by events: it was not sent. */
  #takeBacklog(): void {
    let backlog = this.#wire.backlog();
    for (let i = this.#flights.length - 1; i >= 0 && backlog > 0; i--) {
      const flight = this.#flights[i] as Flight;
      const count = Math.min(backlog, flight.unanswered);
      flight.takeBack(count);
      backlog -= count;
    }
  }

  /** All datagrams that were not sent, as if they were sent now. */
  #cutRest(): Buffer[] {
    const datagrams: Buffer[] = [];
    for (let i = 0; i < this.#queue.length; i++) {
      const flight = this.#flights[i] ?? this.#board(this.#queue.at(i) as SealedChunk);
      while (!flight.isSent) {
        flight.cut(this.#pack);
        datagrams.push(flight.chunk.content.subarray(flight.start, flight.end));
      }
    }
    return datagrams;
  }

  /** Gives everything back: what was not sent is dropped, or left for the fallback. */
  #giveUp(): void {
    const leaves = (flight: Flight) => {
      // No answer will come.
      while (flight.unanswered > 0) flight.taken();
      return this.#context?.hasFallback === true && flight.canLeave;
    };
    while (this.#flights[0] !== undefined && !leaves(this.#flights[0])) this.#giveBackFirst();
    if (this.#context?.hasFallback !== true) this.#queue.discard("closed");
  }

  async #close(): Promise<void> {
    try {
      await this.flush(this.#context?.exitTimeout ?? 0);
    } catch {
      // Then the rest is dropped, and counted.
    }
    this.#takeBacklog();
    this.#state = "closed";
    this.#health.end();
    clearTimeout(this.#timer);
    this.#retry.stop();
    const error = this.#health.notTaken(this.#queue, this.#context?.exitTimeout ?? 0);
    this.#giveUp();
    this.#flushes.end(() => error);
    this.#wire.close();
  }
}
