import type { Buffer } from "node:buffer";
import type { Socket } from "node:dgram";
import fs from "node:fs";
import { codeOf } from "../../diagnostics/error-message.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import { Backoff } from "../delivery/backoff.ts";
import { closeQuietly } from "../delivery/close-quietly.ts";
import { deliverAtExit, type ExitDelivery } from "../delivery/exit-delivery.ts";
import { datagramDescriptorOf } from "../delivery/node-handle.ts";
import type { DatagramSettings, UdpOptions } from "./datagram-options.ts";
import type { Answer } from "./flight.ts";
import type { DatagramTransport, Fate, TransportEvents } from "./transport.ts";

/** Address that a name was resolved to. */
interface Found {
  readonly address: string;
  readonly family: number;
}

/** Errors that a new socket cannot mend: of a single datagram, or of a socket that is closed. */
const OWN_FAULTS: ReadonlySet<string> = new Set(["EMSGSIZE", "ECANCELED"]);

/**
 * A connected UDP socket. After an error the name is resolved again. The socket is replaced if the address has
 * changed, or if the old one cannot be reached.
 */
export class UdpTransport implements DatagramTransport {
  readonly isSynchronous = false;

  readonly #host: string;
  readonly #port: number;
  readonly #retryMax: number;
  readonly #backoff: Backoff;
  #events: TransportEvents | undefined;
  /** The connected socket. */
  #socket: Socket | undefined;
  /** Descriptor of the socket; `undefined` if Node does not reveal it. */
  #fd: number | undefined;
  /** Number of datagrams that were given to the socket, or wait for it, and are not answered. */
  #queued = 0;
  /** Sends of datagrams that wait for the answer of the one before. */
  readonly #waiting: (() => void)[] = [];
  #found: Found | undefined;
  #renewal: Timer | undefined;
  #isRenewing = false;
  #renewedAt = 0;
  /** The address may be unreachable, or the socket may be bound to an address that is gone. */
  #isStranded = false;

  constructor({ host, port }: UdpOptions, { retryMin, retryMax }: DatagramSettings) {
    this.#host = host;
    this.#port = port;
    this.#retryMax = retryMax;
    this.#backoff = new Backoff(retryMin, retryMax);
  }

  open(events: TransportEvents): void {
    this.#events = events;
    this.#resolve((error, found) => {
      if (found === undefined) this.#events?.failed(error);
      else this.#connect(found);
    });
  }

  /**
   * Writes to the descriptor, which answers at once. It is as fast as `dgram.send` without a callback, which
   * does not report refusals; a callback costs a quarter more.
   */
  send(bytes: Buffer, start: number, end: number, answer: Answer): void {
    const fd = this.#fd;
    if (fd === undefined || this.#queued > 0) {
      this.#enqueue(bytes, start, end, answer);
      return;
    }
    let failure: Error | undefined;
    try {
      fs.writeSync(fd, bytes, start, end - start, null);
    } catch (error) {
      failure = error as Error;
    }
    // libuv waits until the socket has room.
    if (failure !== undefined && codeOf(failure) === "EAGAIN") {
      this.#enqueue(bytes, start, end, answer);
    } else {
      answer(failure);
    }
  }

  #enqueue(bytes: Buffer, start: number, end: number, answer: Answer): void {
    this.#queued++;
    const send = () => {
      (this.#socket as Socket).send(bytes.subarray(start, end), (error) => {
        this.#queued--;
        answer(error);
        this.#waiting.shift()?.();
      });
    };
    if (this.#queued === 1 || hasQueue(this.#socket)) send();
    else this.#waiting.push(send);
  }

  fateOf(error: Error): Fate {
    this.#trouble(error);
    return "refused";
  }

  backlog(): number {
    return hasQueue(this.#socket) ? this.#socket.getSendQueueCount() : this.#queued;
  }

  sendAtExit(datagrams: readonly Buffer[], wait: number): ExitDelivery {
    const { address: host, family } = this.#found ?? { address: this.#host, family: 4 };
    const destination = { kind: "udp", options: { host, port: this.#port, family } } as const;
    return deliverAtExit(destination, datagrams, wait);
  }

  close(): void {
    this.#events = undefined;
    clearTimeout(this.#renewal);
    this.#waiting.length = 0;
    this.#socket?.close();
    this.#socket = undefined;
    this.#fd = undefined;
  }

  #resolve(then: (error: unknown, found?: Found) => void): void {
    const family = process.getBuiltinModule("node:net").isIP(this.#host);
    if (family !== 0) {
      then(undefined, { address: this.#host, family });
      return;
    }
    const { lookup } = process.getBuiltinModule("node:dns");
    lookup(this.#host, (error, address, family) => {
      if (this.#events === undefined) return;
      if (error) then(error);
      else then(undefined, { address, family });
    });
  }

  #connect(found: Found): void {
    const { createSocket } = process.getBuiltinModule("node:dgram");
    const { address, family } = found;
    const socket = createSocket({
      type: family === 6 ? "udp6" : "udp4",
      // `found` is an address, so no resolver is needed, and the socket is connected at once. Records that are
      // logged just before the process exits can be sent.
      lookup: (hostname, _options, callback) => callback(null, hostname, family),
    });
    socket.unref();
    socket.on("error", (error) => this.#failed(socket, error));
    socket.connect(this.#port, address);
    if (isConnected(socket)) this.#use(socket, found);
    else socket.once("connect", () => this.#use(socket, found));
  }

  #use(socket: Socket, found: Found): void {
    if (this.#events === undefined) {
      socket.close();
      return;
    }
    const former = this.#socket;
    this.#socket = socket;
    this.#fd = datagramDescriptorOf(socket);
    this.#found = found;
    this.#isRenewing = false;
    this.#isStranded = false;
    former?.close();
    this.#events.opened();
  }

  #failed(socket: Socket, error: Error): void {
    if (socket === this.#socket) {
      // An ICMP error of the receiver's host, for a datagram that was sent earlier.
      this.#events?.missed(error);
      this.#trouble(error);
      return;
    }
    // A socket that could not be connected, or that was replaced.
    const wasReplaced = isConnected(socket);
    closeQuietly(() => socket.close());
    if (wasReplaced) return;
    this.#isRenewing = false;
    if (this.#socket === undefined) this.#events?.failed(error);
    else this.#events?.troubled(error);
  }

  /** Schedules the next resolution of the name, at most once in each delay. */
  #trouble(error: Error): void {
    const code = codeOf(error);
    if (this.#isRenewing || this.#events === undefined || OWN_FAULTS.has(code)) return;
    const isName = this.#found?.address !== this.#host;
    if (code !== "ECONNREFUSED") this.#isStranded = true;
    else if (!isName) return;
    this.#isRenewing = true;
    const now = uptime();
    if (now - this.#renewedAt > this.#retryMax) this.#backoff.reset();
    this.#renewal = setTimeout(() => this.#renew(), this.#backoff.next()).unref();
  }

  #renew(): void {
    this.#renewedAt = uptime();
    this.#resolve((error, found) => {
      if (found === undefined) {
        this.#isRenewing = false;
        this.#events?.troubled(error);
      } else if (found.address === this.#found?.address && !this.#isStranded) {
        this.#isRenewing = false;
      } else {
        this.#connect(found);
      }
    });
  }
}

/** Whether the socket sends in order. Deno's sends what waits together in any order, and does not count it. */
function hasQueue(socket: Socket | undefined): socket is Socket {
  return socket !== undefined && "getSendQueueCount" in socket;
}

function isConnected(socket: Socket): boolean {
  try {
    socket.remoteAddress();
    return true;
  } catch {
    return false;
  }
}
