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

/** Makes connections. */
export interface Dialer {
  /** Opens a socket, which emits {@link ready} when it is connected. */
  connect(): Socket;
  readonly ready: "connect" | "secureConnect";
  /** The peer ends its side of each connection at once, so the event `end` does not mean that it has left. */
  readonly isMute?: boolean | undefined;
}

export interface Timeouts {
  readonly connectTimeout: number;
  /** How long the peer may take nothing, in milliseconds. */
  readonly writeTimeout: number;
  /** How long it may take nothing once only this write keeps the program alive, in milliseconds. */
  readonly exitTimeout: number;
}

/** Events of a connection. None is emitted while its owner calls it. */
export interface ConnectionEvents {
  /** The connection can be written to. */
  opened(): void;
  /** The operating system has taken all bytes of a `send` that returned `false`. */
  taken(): void;
  failed(error: unknown): void;
  /** The last event. */
  closed(): void;
}

/** Session tickets may arrive this long after the TLS handshake, in milliseconds (RFC 8446, section 4.6.1). */
const GREETING = 1_000;
/** How long an exiting process waits for them, in milliseconds. */
const GREETING_WAIT = 200;

/**
 * One connection, from connecting to its end. It sends one buffer at a time.
 *
 * It writes to the descriptor of the socket instead of using libuv, unless the socket encrypts. So the number of
 * bytes that are out is always known, megabytes that are logged in one turn are delivered in that turn, and a peer
 * that takes nothing does not keep the process alive. TLS needs Node's `write`.
 */
export class Connection {
  readonly #dialer: Dialer;
  readonly #timeouts: Timeouts;
  readonly #events: ConnectionEvents;
  readonly #socket: Socket;
  #isOpen = false;
  /** Whether the owner wants the connection to keep the process alive. */
  #isHeld = false;
  /** Writes go through Node, because no descriptor carries the bytes as they are. */
  #isByNode = true;
  #openedAt = 0;
  /** The session tickets of TLS have arrived, or are not expected any more. */
  #isGreeted = false;
  /** The buffer that is being sent, and the number of bytes that are out. */
  #bytes: Uint8Array | undefined;
  #at = 0;
  #deadline: Timer | undefined;
  /** The socket took nothing at the last attempt. */
  #isFull = false;
  readonly #retry = new FullRetry(() => {
    if (this.goOn()) this.#events.taken();
  });
  #endWatch: EndWatch | undefined;
  /** The connection was given up because the program has ended. No other one follows. */
  isLast = false;

  /** `isHeld`: the connection keeps the process alive. Throws the error of `connect`. */
  constructor(dialer: Dialer, timeouts: Timeouts, events: ConnectionEvents, isHeld: boolean) {
    this.#dialer = dialer;
    this.#timeouts = timeouts;
    this.#events = events;
    const socket = dialer.connect();
    this.#socket = socket;
    this.hold(isHeld);
    this.#limit("connect", timeouts.connectTimeout);
    socket.once(dialer.ready, () => this.#opened());
    socket.once("session", () => {
      this.#isGreeted = true;
    });
    // Data of the peer is discarded. Reading is needed to notice that the peer has left.
    socket.resume();
    if (dialer.isMute !== true) socket.once("end", () => socket.destroy());
    socket.on("error", (error) => events.failed(error));
    socket.once("close", () => this.#closed());
  }

  /** Time since the connection was opened, in milliseconds; 0 if it never was. */
  get age(): number {
    return this.#isOpen ? uptime() - this.#openedAt : 0;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether a buffer is being sent. */
  get isBusy(): boolean {
    return this.#bytes !== undefined;
  }

  /** Whether some of the buffer that is being sent may be out. */
  get isTouched(): boolean {
    return this.#bytes !== undefined && (this.#isByNode || this.#at > 0);
  }

  /** Sends a buffer, which must not change until it is out. Returns `true` if it is out. Requires `!isBusy`. */
  send(bytes: Uint8Array): boolean {
    this.#bytes = bytes;
    this.#at = 0;
    return this.#isByNode ? this.#sendByNode(bytes) : this.#sendByDescriptor(bytes);
  }

  /** Goes on with the buffer that is being sent. Returns `true` if it is out: `taken` is not called then. */
  goOn(): boolean {
    const bytes = this.#bytes;
    return bytes !== undefined && !this.#isByNode && this.#sendByDescriptor(bytes);
  }

  /** Keeps the process alive, or lets it end. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#refer(isHeld);
  }

  #refer(isHeld: boolean): void {
    if (isHeld) this.#socket.ref();
    else this.#socket.unref();
  }

  /** Ends the connection, and forgets the buffer that was being sent. Resolves when it is closed. */
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
   * Completes the buffer that is being sent, at exit, until `deadline` by `uptime()`. Returns whether it is out.
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

  /** Reads the session tickets of TLS at exit: if they arrive after the close, they reset the connection. */
  readGreeting(deadline: number): void {
    if (this.#dialer.ready !== "secureConnect" || !this.#isOpen || this.#socket.destroyed) return;
    const now = uptime();
    const isDue = !this.#isGreeted && this.age < GREETING;
    readRest(this.#socket, isDue ? Math.min(deadline, now + GREETING_WAIT) : now);
    this.#isGreeted = true;
  }

  /** Whether the next buffer can be sent without events. */
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
    // The socket was just closed, and the event `close` follows.
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
    // Between its end and the event `close`, a socket takes everything and discards it.
    if (!socket.writable) return false;
    let isNow = true;
    socket.write(bytes, (error) => {
      // Sockets that were given up call back, too.
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
    // libuv waits for a write even if the socket is unreferenced.
    this.#endWatch ??= new EndWatch(this.#timeouts.exitTimeout, {
      hold: (isHeld) => this.#refer(isHeld || this.#isHeld),
      over: () => {
        this.isLast = true;
        this.#giveUp("write", `${this.#timeouts.exitTimeout} ms of the end of the program`);
      },
    });
    this.#endWatch.start();
    return false;
  }

  /** Gives the connection up after `timeout` milliseconds, unless the deadline is cleared. */
  #limit(what: "connect" | "write", timeout: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#giveUp(what, `${timeout} ms`), timeout).unref();
  }

  #giveUp(what: "connect" | "write", within: string): void {
    const message = `${what} ETIMEDOUT: no answer within ${within}`;
    this.#socket.destroy(Object.assign(new Error(message), { code: "ETIMEDOUT" }));
  }
}
