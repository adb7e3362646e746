import type { Buffer } from "node:buffer";
import fs from "node:fs";
import { codeOf } from "../../diagnostics/error-message.ts";
import type { Answer } from "./flight.ts";
import type { DatagramTransport, Fate, TransportEvents } from "./transport.ts";
import type { UnixDatagrams } from "./unix-sockets.ts";

/**
 * Attempts to write to a full socket before it waits. Linux queues 10 datagrams by default
 * (`net.unix.max_dgram_qlen`), and a fast receiver makes room all the time: 5 attempts deliver four times as many
 * records a second as one attempt in each turn of the event loop.
 */
const ATTEMPTS = 5;

const FATES: ReadonlyMap<string, Fate> = new Map([
  ["EMSGSIZE", "refused"],
  ["EAGAIN", "full"],
  ["ENOBUFS", "full"],
  ["ENOMEM", "full"],
]);

/** Errors of a descriptor that other code has closed, and that may belong to another file by now. */
const NOT_OURS: ReadonlySet<string> = new Set(["EBADF", "ENOTSOCK"]);

/** A connected Unix datagram socket. Each write to its descriptor sends a datagram, or fails, at once. */
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
      // Reuses the descriptor after a loss: no other one may be available.
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
      // Other code has closed it.
    }
    this.#fd = undefined;
  }
}

/** Writes without blocking. Throws the error of the system. */
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
