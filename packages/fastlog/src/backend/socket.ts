import type { Socket } from "node:net";
import { FastlogError } from "../errors.ts";
import type {
  Backend,
  BackendContext,
  BackendCounters,
  BackendState,
  Overflow,
  SealedChunk,
} from "./backend.ts";
import { Backoff } from "./backoff.ts";
import { descriptorOf, queuedIn, writeUntil } from "./descriptor.ts";
import { Flushes } from "./flushes.ts";
import type { Framing } from "./framing.ts";
import { deliverAtExit, type Target } from "./last-resort.ts";
import { codeOf, messageOf } from "./message.ts";
import { ChunkQueue } from "./queue.ts";
import type { PoolOptions, SocketOptions } from "./socket-options.ts";
import { Window } from "./window.ts";

/** How to reach the peer. */
export interface Peer {
  /** Opens a socket, which is connected once it emits `ready`. */
  connect(): Socket;
  readonly ready: "connect" | "secureConnect";
  /** The same for a thread that has to do it by itself. */
  readonly target: Target;
  /** How records are told apart, by the format that they are in. */
  framing(format: string): Framing;
  /** What the operator ought to know. */
  readonly warning?: string | undefined;
  /** Whether it ends its own side of each connection at once, so that this says nothing. */
  readonly isMute?: boolean;
  /** The longest record that it takes as one, in bytes, its newline included. */
  readonly maxRecord?: number | undefined;
}

/** A connection that lived for so long was a good one: the next delay is a first one. Milliseconds. */
const STABLE = 5_000;

const DEFAULT_FLUSH_TIMEOUT = 10_000;

/**
 * Delivers chunks over a stream socket: whole chunks, in order, one write at a time. It connects by
 * itself, again and again, and each connection begins at a record.
 *
 * ```text
 *   queue: [ being written | waiting … ]   →   window: [ handed to the operating system last ]
 * ```
 *
 * One write at a time, because then it is known at any moment how much of it is out: libuv tries it at
 * once, and says how much it has left. When the process exits the rest is written by the descriptor.
 */
export class SocketBackend implements Backend {
  readonly name: string;
  readonly overflows = ["drop-newest", "drop-oldest"] as const;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly maxRecord: number | undefined;

  readonly #peer: Peer;
  readonly #options: Required<SocketOptions>;
  readonly #queue = new ChunkQueue();
  readonly #backoff: Backoff;
  readonly #flushes: Flushes;
  readonly #errors: Record<string, number> = {};
  #window: Window;
  #framing: Framing | undefined;
  #context: BackendContext | undefined;
  #state: BackendState = "idle";
  #socket: Socket | undefined;
  /** How many chunks are being written, and what of. */
  #writing = 0;
  #frames: readonly Uint8Array[] = [];
  #retryTimer: NodeJS.Timeout | undefined;
  #deadlineTimer: NodeJS.Timeout | undefined;
  #connections = 0;
  #openedAt = 0;
  /** Since when nothing can be delivered; and how long that was, the last time. */
  #outageFrom: number | undefined;
  #outage = 0;
  #failure: unknown;
  #exitDeadline: number | undefined;
  #closing: Promise<void> | undefined;

  constructor(name: string, peer: Peer, options: Required<SocketOptions>, pool: PoolOptions) {
    this.name = name;
    this.buffer = pool.buffer;
    this.overflow = pool.overflow;
    this.maxRecord = peer.maxRecord;
    this.#peer = peer;
    this.#options = options;
    this.#backoff = new Backoff(options.retryMin, options.retryMax);
    this.#window = new Window(options.delivery, options.window);
    this.#flushes = new Flushes((isNeeded) => this.#hold(isNeeded));
  }

  start(context: BackendContext): void {
    this.#context = context;
    this.#framing = this.#peer.framing(context.format);
    // What is kept to be sent again must leave room for what is new.
    const size = Math.min(this.#options.window, context.buffer >> 2);
    if (this.#window.keeps) this.#window = new Window(this.#options.delivery, size);
    this.#outageFrom = performance.now();
    const { warning } = this.#peer;
    if (warning !== undefined) {
      context.report({ backend: this.name, code: "WARNING", message: warning });
    }
    this.#connect();
  }

  submit(chunk: SealedChunk): void {
    if (this.#state === "closed") {
      chunk.discard("closed");
      return;
    }
    this.#queue.push(chunk, this.#writing);
    if (this.#state === "open" && this.#writing === 0) this.#write();
  }

  dropOldest(): boolean {
    const dropped = this.#queue.dropOldest(this.#writing);
    if (dropped) this.#flushes.settled(1);
    return dropped;
  }

  flush(timeout: number = DEFAULT_FLUSH_TIMEOUT): Promise<void> {
    return this.#flushes.wait(this.#queue.length, timeout, () => {
      const { records, bytes } = this.#queue;
      const cause = this.#failure === undefined ? "" : `: ${messageOf(this.#failure)}`;
      return new FastlogError(
        "ERR_FASTLOG_BACKEND_UNAVAILABLE",
        `${this.name} has not taken ${records} records (${bytes} bytes) within ${timeout} ms${cause}`,
        { cause: this.#failure },
      );
    });
  }

  flushSync(wait = 0): void {
    if (this.#state === "open" && this.#writing === 0) this.#write();
    if (wait === 0 || this.#state === "closed" || this.#state === "idle") return;
    this.#exitDeadline ??= performance.now() + wait;
    this.#deliverLast(this.#exitDeadline);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  counters(): BackendCounters {
    const since = this.#outageFrom;
    return {
      errors: { ...this.#errors },
      reconnects: Math.max(0, this.#connections - 1),
      uncertain: this.#window.uncertain,
      state: this.#state,
      outage: since === undefined ? this.#outage : performance.now() - since,
    };
  }

  #connect(): void {
    this.#retryTimer = undefined;
    this.#state = "connecting";
    let socket: Socket;
    try {
      socket = this.#peer.connect();
    } catch (error) {
      this.#failed(error);
      this.#later();
      return;
    }
    this.#socket = socket;
    if (!this.#flushes.areWaiting) socket.unref();
    this.#deadline(this.#options.connectTimeout, "connect");
    socket.once(this.#peer.ready, () => this.#opened(socket));
    // What the peer says is of no interest, but that it has left is.
    socket.resume();
    if (this.#peer.isMute !== true) socket.once("end", () => socket.destroy());
    socket.on("error", (error) => this.#failed(error));
    socket.once("close", () => this.#broken(socket));
  }

  #opened(socket: Socket): void {
    clearTimeout(this.#deadlineTimer);
    if (this.#state !== "connecting") return;
    this.#state = "open";
    this.#connections++;
    this.#openedAt = performance.now();
    if (this.#outageFrom !== undefined) this.#outage = this.#openedAt - this.#outageFrom;
    this.#outageFrom = undefined;
    this.#failure = undefined;
    const preamble = this.#framing?.preamble;
    if (preamble !== undefined) socket.write(preamble);
    this.#write();
  }

  /** Writes what waits, as long as the operating system takes it at once. */
  #write(): void {
    const socket = this.#socket as Socket;
    // Between its end and the event that says so a socket takes everything, and throws it away.
    while (this.#queue.length > 0 && this.#state === "open" && socket.writable) {
      this.#take();
      let isAnswered = false;
      const answer = (error?: Error | null) => {
        // A socket that was given up answers too.
        if (isAnswered || error || socket !== this.#socket) return;
        isAnswered = true;
        clearTimeout(this.#deadlineTimer);
        this.#written();
        if (this.#writing === 0) this.#write();
      };
      const [first, ...others] = this.#frames;
      if (others.length === 0) {
        socket.write(first as Uint8Array, answer);
      } else {
        socket.cork();
        for (const frame of this.#frames.slice(0, -1)) socket.write(frame);
        socket.write(this.#frames.at(-1) as Uint8Array, answer);
        socket.uncork();
      }
      // Most of the time: there was room for all of it. Its answer comes once this turn is over, which is
      // too late for a program that logs megabytes in one.
      if (socket.writableLength > 0 || socket.errored !== null) {
        this.#deadline(this.#options.writeTimeout, "write");
        return;
      }
      isAnswered = true;
      this.#written();
    }
  }

  /** Takes what is to be written next: at least a chunk, and small ones together. */
  #take(): void {
    const frames: Uint8Array[] = [];
    let bytes = 0;
    for (let i = 0; i < this.#queue.length; i++) {
      const chunk = this.#queue.at(i) as SealedChunk;
      if (i > 0 && bytes + chunk.content.length > this.#options.inFlight) break;
      const frame = (this.#framing as Framing).frame(chunk);
      frames.push(frame);
      bytes += frame.length;
    }
    this.#frames = frames;
    this.#writing = frames.length;
  }

  /** All that was being written is with the operating system. */
  #written(count: number = this.#writing): void {
    this.#writing -= count;
    if (this.#writing === 0) this.#frames = [];
    for (let i = 0; i < count; i++) this.#window.add(this.#queue.shift() as SealedChunk);
    this.#flushes.settled(count);
  }

  #failed(error: unknown): void {
    this.#failure = error;
    const code = codeOf(error);
    this.#errors[code] = (this.#errors[code] ?? 0) + 1;
    if (this.#state === "closed") return;
    const message = `${messageOf(error)}; connecting again`;
    this.#context?.report({ backend: this.name, code, message, cause: error });
  }

  #broken(socket: Socket): void {
    clearTimeout(this.#deadlineTimer);
    if (socket !== this.#socket || this.#state === "closed") return;
    this.#socket = undefined;
    if (this.#state === "open") this.#lost();
    this.#later();
  }

  /** An open connection is gone. What was being written may have arrived in part. */
  #lost(): void {
    const now = performance.now();
    this.#outageFrom = now;
    if (now - this.#openedAt > STABLE) this.#backoff.reset();
    if (this.#failure === undefined) {
      const message = "the peer closed the connection; connecting again";
      this.#context?.report({ backend: this.name, code: "CLOSED", message });
    }
    const written = this.#writing;
    if (written > 0) this.#written();
    const again = this.#window.broken();
    this.#queue.unshift(again);
    this.#flushes.unsettled(again.length);
  }

  #later(): void {
    this.#state = "waiting";
    this.#retryTimer = setTimeout(() => this.#connect(), this.#backoff.next());
    if (!this.#flushes.areWaiting) this.#retryTimer.unref();
  }

  /** Gives the connection up unless something happens before. */
  #deadline(timeout: number, what: "connect" | "write"): void {
    clearTimeout(this.#deadlineTimer);
    const socket = this.#socket;
    this.#deadlineTimer = setTimeout(() => {
      const message = `${what} ETIMEDOUT: no answer within ${timeout} ms`;
      socket?.destroy(Object.assign(new Error(message), { code: "ETIMEDOUT" }));
    }, timeout).unref();
  }

  /** While somebody waits for a flush, the process has a reason to live. */
  #hold(isNeeded: boolean): void {
    if (isNeeded) {
      this.#socket?.ref();
      this.#retryTimer?.ref();
    } else {
      this.#socket?.unref();
      this.#retryTimer?.unref();
    }
  }

  async #close(): Promise<void> {
    try {
      if (this.#state !== "idle") await this.flush(this.#context?.exitTimeout);
    } catch {
      // What is left is counted below.
    }
    this.#end();
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.ref();
      socket.once("close", () => resolve());
      const timer = setTimeout(() => socket.destroy(), this.#context?.exitTimeout ?? 0);
      socket.once("close", () => clearTimeout(timer));
      socket.end();
    });
  }

  /** Nothing more is delivered. */
  #end(): void {
    this.#state = "closed";
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#deadlineTimer);
    this.#writing = 0;
    this.#window.settle();
    this.#queue.discard("closed");
  }

  /**
   * The process exits. An open socket is written to by its descriptor, where it can be; for what is
   * left, such as where there is no connection yet, a thread makes one.
   */
  #deliverLast(deadline: number): void {
    const socket = this.#socket;
    const fd = this.#state === "open" && socket ? descriptorOf(socket) : undefined;
    if (fd !== undefined) this.#writeLast(socket as Socket, fd, deadline);
    else if (this.#writing > 0) this.#settleLast(socket);
    if (this.#queue.length === 0 || fd !== undefined) return;
    const chunks = Array.from({ length: this.#queue.length }, (_, i) => this.#queue.at(i));
    const framing = this.#framing as Framing;
    const frames = chunks.map((chunk) => framing.frame(chunk as SealedChunk));
    const before = framing.preamble === undefined ? [] : [framing.preamble];
    const wait = deadline - performance.now();
    const taken = deliverAtExit(this.#peer.target, [...before, ...frames], wait);
    this.#writing = chunks.length;
    this.#written(Math.max(0, taken - before.length));
    if (this.#queue.length > 0) this.#end();
  }

  /** What a connection has in part cannot be completed, and is not to be sent twice. */
  #settleLast(socket: Socket | undefined): void {
    if (socket !== undefined && !socket.destroyed && queuedIn(socket) === 0) {
      this.#written();
      return;
    }
    const count = this.#writing;
    this.#writing = 0;
    this.#frames = [];
    for (let i = 0; i < count; i++) this.#queue.shift()?.discard("closed");
    this.#flushes.settled(count);
  }

  #writeLast(socket: Socket, fd: number, deadline: number): void {
    if (this.#writing > 0) {
      const bytes = concat(this.#frames);
      const left = bytes.subarray(bytes.length - queuedIn(socket));
      if (writeUntil(fd, left, deadline) < left.length) {
        this.#end();
        return;
      }
      this.#written();
    }
    while (this.#queue.length > 0) {
      this.#take();
      for (const frame of this.#frames) {
        if (writeUntil(fd, frame, deadline) < frame.length) {
          this.#end();
          return;
        }
        this.#written(1);
      }
    }
  }
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
}
