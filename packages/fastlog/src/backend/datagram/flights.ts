import type { Buffer } from "node:buffer";
import type { SealedChunk } from "../backend.ts";
import type { ChunkQueue } from "../delivery/chunk-queue.ts";
import { Flight } from "./flight.ts";

/**
 * The chunks of a queue that are being sent: its first ones, each as a {@link Flight}. All but the last one are
 * sent whole.
 */
export class Flights {
  readonly #queue: ChunkQueue;
  readonly #answered: (flight: Flight, error: Error | undefined) => void;
  readonly #flights: Flight[] = [];

  /** `answered` is called for each datagram that the operating system has taken or refused. */
  constructor(queue: ChunkQueue, answered: (flight: Flight, error: Error | undefined) => void) {
    this.#queue = queue;
    this.#answered = answered;
  }

  get length(): number {
    return this.#flights.length;
  }

  get first(): Flight | undefined {
    return this.#flights[0];
  }

  /** The chunk to send now; `undefined` if all are sent. */
  next(): Flight | undefined {
    const last = this.#flights.at(-1);
    if (last !== undefined && !last.isSent) return last;
    const chunk = this.#queue.at(this.#flights.length);
    return chunk === undefined ? undefined : this.#add(chunk);
  }

  /** Takes the first chunk out of the queue, and gives it back. */
  giveBackFirst(): Flight {
    this.#queue.shift();
    const flight = this.#flights.shift() as Flight;
    flight.giveBack();
    return flight;
  }

  /** Takes the chunks out of the queue that another backend can deliver, without the records that were sent. */
  takeWaiting(): SealedChunk[] {
    const kept = this.#flights.findLastIndex(({ canLeave }) => !canLeave) + 1;
    const chunks = this.#queue.take(kept);
    for (const flight of this.#flights.splice(kept)) flight.leave();
    return chunks;
  }

  /** The last `count` datagrams that were sent have to be sent again. */
  takeBack(count: number): void {
    let left = count;
    for (let i = this.#flights.length - 1; i >= 0 && left > 0; i--) {
      const flight = this.#flights[i] as Flight;
      const back = Math.min(left, flight.unanswered);
      flight.takeBack(back);
      left -= back;
    }
  }

  /** Cuts everything that was not sent into datagrams, and counts them as sent. */
  cutRest(pack: number): Buffer[] {
    const datagrams: Buffer[] = [];
    for (let i = 0; i < this.#queue.length; i++) {
      const flight = this.#flights[i] ?? this.#add(this.#queue.at(i) as SealedChunk);
      while (!flight.isSent) {
        flight.cut(pack);
        datagrams.push(flight.chunk.content.subarray(flight.start, flight.end));
      }
    }
    return datagrams;
  }

  #add(chunk: SealedChunk): Flight {
    const flight = new Flight(chunk, this.#answered);
    this.#flights.push(flight);
    return flight;
  }
}
