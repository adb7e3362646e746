import type { Socket } from "node:net";
import { codeOf } from "../../diagnostics/error-message.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import { FullRetry } from "../delivery/full-retry.ts";
import {
  descriptorOf,
  queuedIn,
  readRest,
  writeSome,
  writeUntil,
} from "../delivery/node-handle.ts";
import { EndWatch } from "./end-watch.ts";

/** How a connection is made, and how long things may take, in milliseconds. */
export interface Dialer {
  /** Opens a socket, which is connected once it emits `ready`. */
  connect(): Socket;
  readonly ready: "connect" | "secureConnect";
  /** Whether the peer ends its own side of each connection at once, so that this says nothing. */
  readonly isMute?: boolean | undefined;
}

export interface Timeouts {
  readonly connectTimeout: number;
  /** How long the peer may take nothing. */
  readonly writeTimeout: number;
  /** The same where all else of the program has ended. */
  readonly exitTimeout: number;
}

/** What a connection tells its owner: never while the owner calls it. */
export interface ConnectionEvents {
  /** It can be written to. */
  opened(): void;
  /** All that was sent is with the operating system, after that did not take it at once. */
  taken(): void;
  failed(error: unknown): void;
  /** The last of its events. */
  closed(): void;
}

/** How long after its beginning TLS may have something to say (RFC 8446, section 4.6.1). Milliseconds. */
const GREETING = 1_000;
/** How long an exiting process waits for that. */
const GREETING_WAIT = 200;

/**
 * One connection, from dialling to its end. It sends one thing at a time.
 *
 * It writes by the descriptor, where there is one that carries the bytes as they are, and not by libuv: so
 * it is known at any moment how much is out, a program that logs megabytes in one turn has them delivered in
 * that turn, and what a peer does not take keeps no process alive. TLS has to go through Node.
 */
export class Connection {
  readonly #dialer: Dialer;
  readonly #timeouts: Timeouts;
  readonly #events: ConnectionEvents;
  readonly #socket: Socket;
  #isOpen = false;
  /** There is no descriptor that carries the bytes as they are. */
  #isByNode = true;
  #openedAt = 0;
  /** TLS has said all that it says at the beginning, as far as is known. */
  #isGreeted = false;
  /** What is being sent, and how much of it is out. */
  #bytes: Uint8Array | undefined;
  #at = 0;
  #deadline: Timer | undefined;
  /** The socket took nothing more, the last time it was tried. */
  #isFull = false;
  readonly #retry = new FullRetry(() => {
    if (this.goOn()) this.#events.taken();
  });
  #endWatch: EndWatch | undefined;
  /** It was given up because the program has ended: there will not be another one. */
  isLast = false;

  /** `isHeld`: the process is to live for it. Throws what `connect` throws. */
  constructor(dialer: Dialer, timeouts: Timeouts, events: ConnectionEvents, isHeld: boolean) {
    this.#dialer = dialer;
    this.#timeouts = timeouts;
    this.#events = events;
    const socket = dialer.connect();
    this.#socket = socket;
    if (!isHeld) socket.unref();
    this.#limit("connect", timeouts.connectTimeout);
    socket.once(dialer.ready, () => this.#opened());
    socket.once("session", () => {
      this.#isGreeted = true;
    });
    // What the peer says is of no interest, but that it has left is.
    socket.resume();
    if (dialer.isMute !== true) socket.once("end", () => socket.destroy());
    socket.on("error", (error) => events.failed(error));
    socket.once("close", () => this.#closed());
  }

  /** For how long it is open, in milliseconds; 0 where it never was. */
  get age(): number {
    return this.#isOpen ? uptime() - this.#openedAt : 0;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Something is being sent. */
  get isBusy(): boolean {
    return this.#bytes !== undefined;
  }

  /** Some of what is being sent may be out. */
  get isTouched(): boolean {
    return this.#bytes !== undefined && (this.#isByNode || this.#at > 0);
  }

  /** Sends something, which stays as it is until it is out: `true` if that is now. Only while not busy. */
  send(bytes: Uint8Array): boolean {
    this.#bytes = bytes;
    this.#at = 0;
    return this.#isByNode ? this.#sendByNode(bytes) : this.#sendByDescriptor(bytes);
  }

  /** Goes on with what is being sent; `true` if it is out now, and `taken` will not say so. */
  goOn(): boolean {
    const bytes = this.#bytes;
    return bytes !== undefined && !this.#isByNode && this.#sendByDescriptor(bytes);
  }

  /** The process is to live for it, or not any more. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#socket.ref();
    else this.#socket.unref();
  }

  /** Ends it, and forgets what was being sent: that is its owner's again. Resolves when it is closed. */
  end(): Promise<void> {
    const socket = this.#socket;
    this.#done();
    if (socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => socket.destroy(), this.#timeouts.exitTimeout);
      socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      socket.ref();
      if (this.#isOpen) socket.end();
      else socket.destroy();
    });
  }

  /**
   * The process exits: whether what is being sent is out, or gets there before the deadline (by
   * `uptime()`).
   */
  finish(deadline: number): boolean {
    const bytes = this.#bytes;
    if (bytes === undefined) return true;
    if (this.#isByNode) {
      if (this.#socket.destroyed || queuedIn(this.#socket) > 0) return false;
    } else {
      const fd = descriptorOf(this.#socket);
      if (fd === undefined) return false;
      this.#at += writeUntil(fd, bytes.subarray(this.#at), deadline);
      if (this.#at < bytes.length) return false;
    }
    this.#done();
    return true;
  }

  /** The process exits: has TLS say what it says at the beginning, which must not come once it is closed. */
  readGreeting(deadline: number): void {
    if (this.#dialer.ready !== "secureConnect" || !this.#isOpen || this.#socket.destroyed) return;
    const now = uptime();
    const isDue = !this.#isGreeted && this.age < GREETING;
    readRest(this.#socket, isDue ? Math.min(deadline, now + GREETING_WAIT) : now);
    this.#isGreeted = true;
  }

  /** Whether what is sent now can be completed without events. */
  get hasDescriptor(): boolean {
    return this.#isOpen && !this.#isByNode;
  }

  #opened(): void {
    clearTimeout(this.#deadline);
    this.#isOpen = true;
    this.#isByNode = descriptorOf(this.#socket) === undefined;
    this.#openedAt = uptime();
    this.#events.opened();
  }

  #closed(): void {
    clearTimeout(this.#deadline);
    this.#retry.stop();
    this.#endWatch?.stop();
    this.#events.closed();
  }

  #done(): void {
    this.#bytes = undefined;
    clearTimeout(this.#deadline);
    this.#retry.stop();
    this.#isFull = false;
    this.#endWatch?.stop();
  }

  #sendByDescriptor(bytes: Uint8Array): boolean {
    const fd = descriptorOf(this.#socket);
    // Closed a moment ago: the event that says so is on its way.
    if (fd === undefined) return false;
    const before = this.#at;
    try {
      this.#at += writeSome(fd, bytes, this.#at);
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") {
        this.#socket.destroy(error as Error);
        return false;
      }
    }
    if (this.#at === bytes.length) {
      this.#done();
      return true;
    }
    if (this.#at > before || !this.#isFull) {
      this.#isFull = true;
      this.#retry.restart();
      this.#limit("write", this.#timeouts.writeTimeout);
    }
    this.#retry.later();
    return false;
  }

  #sendByNode(bytes: Uint8Array): boolean {
    const socket = this.#socket;
    // Between its end and the event that says so a socket takes everything, and throws it away.
    if (!socket.writable) return false;
    let isNow = true;
    socket.write(bytes, (error) => {
      // A socket that was given up answers too.
      if (error || isNow || this.#bytes !== bytes) return;
      this.#done();
      this.#events.taken();
    });
    if (socket.writableLength === 0 && socket.errored === null) {
      this.#done();
      return true;
    }
    isNow = false;
    this.#limit("write", this.#timeouts.writeTimeout);
    // libuv waits for a write whoever is not to be kept alive.
    this.#endWatch ??= new EndWatch(this.#timeouts.exitTimeout, () => {
      this.isLast = true;
      this.#giveUp("write", `${this.#timeouts.exitTimeout} ms of the end of the program`);
    });
    this.#endWatch.start();
    return false;
  }

  /** Gives the connection up unless something happens before. */
  #limit(what: "connect" | "write", timeout: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#giveUp(what, `${timeout} ms`), timeout).unref();
  }

  #giveUp(what: "connect" | "write", within: string): void {
    const message = `${what} ETIMEDOUT: no answer within ${within}`;
    this.#socket.destroy(Object.assign(new Error(message), { code: "ETIMEDOUT" }));
  }
}
