import { CHUNK_SIZE } from "../../batch/chunk.ts";
import { wait } from "../../time/sleep.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import type { BackendContext, BackendCounters, Recipe, SealedChunk } from "../backend.ts";
import { Backoff } from "../delivery/backoff.ts";
import { FullRetry } from "../delivery/full-retry.ts";
import { QueuedBackend } from "../delivery/queued-backend.ts";
import type { DatagramSettings } from "./datagram-options.ts";
import type { Flight } from "./flight.ts";
import { Flights } from "./flights.ts";
import type { DatagramTransport, TransportEvents } from "./transport.ts";

/** How long an exiting process waits between attempts, in milliseconds. */
const EXIT_WAIT_FULL = 0.1;
const EXIT_WAIT_LOST = 20;

/**
 * Delivers records as datagrams, one or several whole records in each, without their last newline.
 *
 * ```text
 *   queue: [ sent, not answered | sent in part | waiting … ]
 *            ╰─────────── flights ───────────╯
 * ```
 */
export class DatagramBackend extends QueuedBackend {
  readonly maxRecord: number;

  readonly #transport: DatagramTransport;
  readonly #pack: number;
  readonly #backoff: Backoff;
  readonly #flights: Flights = new Flights(this.queue, (flight, error) =>
    this.#answered(flight, error),
  );
  readonly #events: TransportEvents;
  /** How many chunks may be unanswered. */
  #maxFlights = 0;
  #isSending = false;
  /** The operating system took nothing more at the last attempt. */
  #isFull = false;
  /** It was full at some time since it last took a datagram. */
  #wasFull = false;
  readonly #retry = new FullRetry(() => {
    this.#endFull();
    this.send();
  });
  #timer: Timer | undefined;
  /** A datagram was taken since the transport was opened. */
  #isProven = false;
  #uncertain = 0;

  constructor(
    name: string,
    transport: DatagramTransport,
    settings: DatagramSettings,
    recipe?: Recipe,
  ) {
    super(name, settings, recipe);
    this.maxRecord = settings.maxDatagram + 1;
    this.#transport = transport;
    this.#pack = settings.pack;
    this.#backoff = new Backoff(settings.retryMin, settings.retryMax);
    this.#events = {
      opened: () => this.#whenOpened(),
      failed: (error) => this.#whenFailed(error),
      troubled: (error) => this.health.failed(error, "what was open stays in use"),
      missed: (error) => this.#whenMissed(error),
    };
  }

  override counters(): BackendCounters {
    const counters = super.counters();
    return this.state === "open" && this.#isFull ? { ...counters, state: "waiting" } : counters;
  }

  protected get uncertain(): number {
    return this.#uncertain;
  }

  protected get underWay(): number {
    return this.#flights.length;
  }

  protected open(context: BackendContext): void {
    this.#maxFlights = Math.floor(context.buffer / CHUNK_SIZE / 2);
    this.#open();
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.state = "connecting";
    this.#transport.open(this.#events);
  }

  #whenOpened(): void {
    if (this.state === "closed") return;
    this.state = "open";
    this.openings++;
    this.#isProven = false;
    this.#backoff.reset();
    this.health.up();
    this.send();
  }

  #whenFailed(error: unknown): void {
    this.health.failed(error, "trying again");
    if (this.state === "closed") return;
    this.state = "waiting";
    this.#timer = setTimeout(() => this.#open(), this.#backoff.next()).unref();
  }

  #whenMissed(error: unknown): void {
    // A packed datagram has several records. Which one was lost is unknown, so one is counted.
    this.#uncertain++;
    this.health.failed(error, "a datagram is lost");
  }

  get #canSend(): boolean {
    return this.state === "open" && !this.#isFull;
  }

  /** Failures are reported meanwhile, and their listener may log: a call within a call returns at once. */
  protected send(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#canSend) {
      const flight = this.#flights.next();
      if (flight === undefined) break;
      while (this.#canSend && !flight.isSent) {
        flight.cut(this.#pack);
        this.#transport.send(flight.chunk.content, flight.start, flight.end, flight.answer);
      }
      if (flight.unanswered > 0 && this.#transport.backlog() > 0) this.#isFull = true;
      else this.#relieve();
    }
    this.#isSending = false;
  }

  protected override sendAgain(): void {
    if (this.#transport.isSynchronous) this.#endFull();
    this.send();
  }

  protected override takeWaiting(): SealedChunk[] {
    return this.#flights.takeWaiting();
  }

  /**
   * Gives back chunks whose answers are missing. The operating system has taken them, but says so only after this
   * turn of the event loop, which is too late for a program that logs megabytes in one turn. Datagrams that turn
   * out to be refused are counted as uncertain.
   */
  #relieve(): void {
    while (this.#flights.length > this.#maxFlights && this.#flights.first?.isSent) {
      this.#giveBackFirst();
    }
  }

  #giveBackFirst(): void {
    const flight = this.#flights.giveBackFirst();
    // A chunk that was given up is dropped: it does not count for a flush.
    if (flight.isSent) this.flushes.settled(1);
  }

  #answered(flight: Flight, error: Error | undefined): void {
    if (error === undefined) {
      flight.taken();
      if (!this.#isProven || this.#wasFull) this.#prove();
    } else {
      const fate = this.#transport.fateOf(error);
      if (fate !== "refused") {
        flight.takeBack(1);
        if (fate === "full") this.#whenFull(error);
        else this.#whenLost(error);
        return;
      }
      const records = flight.refused();
      if (flight.isGivenBack) this.#uncertain += records;
      this.health.failed(error, "the datagram is dropped");
    }
    if (flight === this.#flights.first && flight.isAnswered) this.#giveBackFirst();
    // A synchronous transport has no backlog: its answers say whether it is full.
    if (this.#isFull && !this.#transport.isSynchronous && this.#transport.backlog() === 0) {
      this.#isFull = false;
      this.send();
    }
  }

  /** Notes that a datagram was taken. */
  #prove(): void {
    this.#isProven = true;
    this.#wasFull = false;
    this.#retry.restart();
    this.health.up();
  }

  #whenFull(error: Error): void {
    this.#isFull = true;
    this.#wasFull = true;
    this.health.failure = error;
    this.health.down();
    this.#retry.later();
  }

  /** Allows the next attempt. */
  #endFull(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#retry.stop();
  }

  #whenLost(error: Error): void {
    this.health.down();
    if (this.#isProven) {
      // A restarted receiver is reachable at once.
      this.health.failed(error, "connecting again");
      this.#open();
    } else {
      this.#whenFailed(error);
    }
  }

  protected sendAtExit(deadline: number): void {
    while (this.#transport.isSynchronous && this.queue.length > 0 && uptime() < deadline) {
      wait(this.#isFull ? EXIT_WAIT_FULL : EXIT_WAIT_LOST);
      this.#endFull();
      if (this.state === "open") this.send();
      else this.#open();
    }
    this.#takeBacklog();
    const datagrams = this.#flights.cutRest(this.#pack);
    if (datagrams.length > 0) {
      const { taken = 0, failure } =
        this.#transport.sendAtExit?.(datagrams, deadline - uptime()) ?? {};
      if (failure !== undefined) this.health.failed(failure, "the program ends");
      this.#flights.takeBack(datagrams.length - taken);
    }
    this.#giveUp();
  }

  /** Takes back what libuv has and the operating system has not: without events it is never sent. */
  #takeBacklog(): void {
    this.#flights.takeBack(this.#transport.backlog());
  }

  /** Gives every chunk back: records that were not sent are dropped, or left for the fallback. */
  #giveUp(): void {
    const leaves = (flight: Flight) => {
      // No answer will come.
      while (flight.unanswered > 0) flight.taken();
      return this.hasFallback && flight.canLeave;
    };
    while (this.#flights.first !== undefined && !leaves(this.#flights.first)) this.#giveBackFirst();
    if (!this.hasFallback) this.queue.discard("closed");
  }

  protected end(): void {
    this.#takeBacklog();
    this.state = "closed";
    this.health.end();
    clearTimeout(this.#timer);
    this.#retry.stop();
    const error = this.health.notTaken(this.queue, this.exitTimeout);
    this.#giveUp();
    this.flushes.end(() => error);
    this.#transport.close();
  }
}
