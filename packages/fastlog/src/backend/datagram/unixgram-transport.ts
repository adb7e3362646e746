import type { Buffer } from "node:buffer";
import fs from "node:fs";
import { codeOf } from "../../diagnostics/error-message.ts";
import type { Answer } from "./flight.ts";
import type { DatagramTransport, Fate, TransportEvents } from "./transport.ts";
import type { UnixDatagrams } from "./unix-sockets.ts";

/**
 * How often a full socket is tried at once. Linux lets 10 datagrams wait unless it is told otherwise, so
 * a receiver that reads as fast as it can makes room all the time: four times as many records a second
 * as with a turn of the event loop for each attempt.
 */
const ATTEMPTS = 5;

const FATES: ReadonlyMap<string, Fate> = new Map([
  ["EMSGSIZE", "refused"],
  ["EAGAIN", "full"],
  ["ENOBUFS", "full"],
  ["ENOMEM", "full"],
]);

/** What says that somebody else has closed the descriptor, and has perhaps another one of its number. */
const NOT_OURS: ReadonlySet<string> = new Set(["EBADF", "ENOTSOCK"]);

/** A connected Unix datagram socket: each write to its descriptor is a datagram, or fails, at once. */
export class UnixgramTransport implements DatagramTransport {
  readonly isSynchronous = true;

  readonly #sockets: UnixDatagrams;
  readonly #path: string;
  #fd: number | undefined;

  constructor(sockets: UnixDatagrams, path: string) {
    this.#sockets = sockets;
    this.#path = path;
  }

  open(events: TransportEvents): void {
    try {
      // The same one again after a loss: there may be no other descriptor left.
      this.#fd ??= this.#sockets.open();
      this.#sockets.connect(this.#fd, this.#path);
    } catch (error) {
      if (NOT_OURS.has(codeOf(error))) this.#fd = undefined;
      events.failed(error);
      return;
    }
    events.opened();
  }

  send(bytes: Buffer, start: number, end: number, answer: Answer): void {
    let failure: Error | undefined;
    try {
      write(this.#fd as number, bytes, start, end - start);
    } catch (error) {
      failure = error as Error;
    }
    answer(failure);
  }

  fateOf(error: Error): Fate {
    return FATES.get(codeOf(error)) ?? "lost";
  }

  backlog(): number {
    return 0;
  }

  close(): void {
    if (this.#fd === undefined) return;
    try {
      fs.closeSync(this.#fd);
    } catch {
      // Somebody else has closed it.
    }
    this.#fd = undefined;
  }
}

/** Writes without blocking. Throws what the system says. */
function write(fd: number, bytes: Buffer, start: number, length: number): void {
  for (let attempt = 1; ; attempt++) {
    try {
      fs.writeSync(fd, bytes, start, length, null);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || codeOf(error) !== "EAGAIN") throw error;
    }
  }
}
