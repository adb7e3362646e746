import type { Buffer } from "node:buffer";
import type { ExitDelivery } from "../delivery/exit-delivery.ts";
import type { Answer } from "./flight.ts";

/**
 * Consequence of a failed send:
 *
 * - `refused`: the datagram is dropped, and the next one is sent;
 * - `full`: the datagram is sent again in a moment;
 * - `lost`: the datagram is sent again after the transport was opened again.
 */
export type Fate = "refused" | "full" | "lost";

/** Events of a transport that are no answers to a send. */
export interface TransportEvents {
  /** Datagrams can be sent, for the first time or again. */
  opened(): void;
  /** Opening failed: nothing can be sent. */
  failed(error: unknown): void;
  /** Something failed, and datagrams can still be sent. */
  troubled(error: unknown): void;
  /** A datagram that was sent earlier has not arrived. It is unknown which one. */
  missed(error: unknown): void;
}

/** Hands datagrams to the operating system. No method throws. */
export interface DatagramTransport {
  /** Opens at once, and answers before `send` returns, without events. */
  readonly isSynchronous: boolean;
  /** Opens the transport, or opens it again. Calls `opened` or `failed`, perhaps before it returns. */
  open(events: TransportEvents): void;
  /**
   * Sends the bytes from `start` to `end` as a datagram. The bytes must not change until the answer. The
   * transport must be open.
   */
  send(bytes: Buffer, start: number, end: number, answer: Answer): void;
  /** The consequence of an error that a send was answered with. */
  fateOf(error: Error): Fate;
  /** Number of sent datagrams, the last ones, that the operating system has not taken yet. */
  backlog(): number;
  /**
   * Delivers datagrams at exit, without the event loop, if `open` or `send` could not. May block for `wait`
   * milliseconds.
   */
  sendAtExit?(datagrams: readonly Buffer[], wait: number): ExitDelivery;
  /** Frees its resources. No event follows. */
  close(): void;
}
