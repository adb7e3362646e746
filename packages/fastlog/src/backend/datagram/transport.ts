import type { Buffer } from "node:buffer";
import type { ExitDelivery } from "../delivery/exit-delivery.ts";
import type { Answer } from "./flight.ts";

/**
 * What becomes of a datagram that could not be sent:
 *
 * - `refused`: it is dropped, and the next one is sent;
 * - `full`: it is sent again in a moment;
 * - `lost`: it is sent again when the transport was opened again.
 */
export type Fate = "refused" | "full" | "lost";

/** What a transport says by itself. */
export interface TransportEvents {
  /** It can be sent to, for the first time or again. */
  opened(): void;
  /** It could not be opened: nothing can be sent. */
  failed(error: unknown): void;
  /** Something went wrong that does not keep it from sending. */
  troubled(error: unknown): void;
  /** One of the datagrams that were sent has not arrived. Which one is not known. */
  missed(error: unknown): void;
}

/** How datagrams get to the operating system. None of its methods throws. */
export interface DatagramTransport {
  /** It opens at once and answers before `send` returns: no events are needed. */
  readonly isSynchronous: boolean;
  /** Opens it, or opens it again. Leads to `opened` or `failed`, perhaps before this returns. */
  open(events: TransportEvents): void;
  /**
   * Sends a datagram: the bytes from `start` to `end`, which stay as they are until the answer. Only while
   * it is open.
   */
  send(bytes: Buffer, start: number, end: number, answer: Answer): void;
  /** Is told of an error that was an answer, and says what follows. */
  fateOf(error: Error): Fate;
  /** How many of the datagrams that were sent last the operating system has not taken yet. */
  backlog(): number;
  /**
   * Delivers datagrams without the event loop, as the process exits, where neither `open` nor `send`
   * could. It may block for `wait` milliseconds.
   */
  sendAtExit?(datagrams: readonly Buffer[], wait: number): ExitDelivery;
  /** Frees what it has. There are no events afterwards. */
  close(): void;
}
