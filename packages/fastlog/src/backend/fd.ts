import type { SonicBoom } from "sonic-boom";
import { FastlogError } from "../errors.ts";
import type {
  Backend,
  BackendContext,
  BackendCounters,
  BackendState,
  Overflow,
  SealedChunk,
} from "./backend.ts";
import { complain } from "./complain.ts";
import type { FdOptions } from "./fd-options.ts";
import { messageOf } from "./message.ts";
import { ChunkQueue } from "./queue.ts";
import { isTerminal } from "./terminal.ts";
import { wait } from "./wait.ts";

const NEWLINE = 0x0a;

/** How long, in milliseconds, until a failed write is tried again: doubled up to the second. */
const RETRY_MIN = 50;
const RETRY_MAX = 5_000;

/** How long a write waits for a full pipe before it is tried again, in milliseconds. */
const FULL_PIPE_WAIT = 1;

/**
 * Writes chunks to a descriptor through sonic-boom, synchronously and one at a time: a slow reader
 * is waited for, unless records are to be dropped, and a chunk that could not be written is kept, and
 * the ones behind it, until it could.
 */
export class FdBackend implements Backend {
  readonly name: string;
  readonly overflows = ["block", "drop-newest", "drop-oldest"] as const;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;

  /** Opens the path again; there is none for a standard stream. */
  readonly #open: (() => SonicBoom) | undefined;
  #boom: SonicBoom;
  /** In order. The first may have been written in part: sonic-boom has the rest of it. */
  readonly #pending = new ChunkQueue();
  readonly #errors: Record<string, number> = {};
  /** What the last attempt failed with, until one succeeds. */
  #failure: NodeJS.ErrnoException | undefined;
  #retryAfter = RETRY_MIN;
  #retryTimer: NodeJS.Timeout | undefined;
  /** Nobody will read any more: everything is discarded. */
  #gone = false;
  #closed: Promise<void> | undefined;
  /** Whether a full pipe is waited for. */
  #blocks = true;
  /** Until when one is waited for all the same. */
  #waitUntil = 0;
  #report: BackendContext["report"] = ({ backend, message }) => complain(backend, message);

  constructor(name: string, boom: SonicBoom, options: FdOptions = {}, open?: () => SonicBoom) {
    this.name = name;
    this.buffer = options.buffer;
    this.overflow = options.overflow;
    this.#open = open;
    this.#boom = boom;
    this.#watch(boom);
  }

  get isTerminal(): boolean {
    return isTerminal((this.#boom as unknown as { readonly fd: number }).fd);
  }

  start(context: BackendContext): void {
    this.#blocks = context.overflow === "block";
    this.#report = context.report;
  }

  dropOldest(): boolean {
    return this.#pending.dropOldest(1);
  }

  submit(chunk: SealedChunk): void {
    if (this.#gone) {
      chunk.discard(this.#closed === undefined ? "gone" : "closed");
      return;
    }
    this.#pending.push(chunk, 1);
    if (this.#pending.length === 1) this.#write(() => this.#boom.write(chunk.content as never));
  }

  flush(): Promise<void> {
    this.flushSync();
    if (this.#pending.length === 0) return Promise.resolve();
    const reason = this.#failure === undefined ? "" : `: ${messageOf(this.#failure)}`;
    return Promise.reject(
      new FastlogError(
        "ERR_FASTLOG_BACKEND_UNAVAILABLE",
        `${this.name} has not taken ${this.#pending.records} records${reason}`,
        { cause: this.#failure },
      ),
    );
  }

  flushSync(wait = 0): void {
    this.#waitUntil = wait === 0 ? 0 : performance.now() + wait;
    if (this.#pending.length > 0) this.#retry();
    // Nobody will try again. A descriptor that is waited for keeps what failed, and the code says why.
    if (wait > 0 && !this.#blocks) this.#pending.discard("closed");
  }

  reopen(): void {
    if (this.#open === undefined || this.#closed !== undefined) return;
    this.flushSync();
    // Not by sonic-boom's reopen: it would write the rest of a line that the old file has in part
    // to the new one, and after an attempt that failed it closes the old descriptor twice.
    const old = this.#boom;
    try {
      this.#boom = this.#open();
    } catch (error) {
      this.#count(error);
      const message = `cannot be reopened, the old file stays in use: ${messageOf(error)}`;
      this.#report({ backend: this.name, code: "REOPEN", message, cause: error });
      return;
    }
    this.#watch(this.#boom);
    this.#gone = false;
    const { first } = this.#pending;
    if (first !== undefined) {
      // How much of the chunk is left is known to sonic-boom alone; the build inlines this version.
      const left = (old as unknown as { _len: number })._len;
      const written = first.content.subarray(0, first.content.length - left);
      const line = written.lastIndexOf(NEWLINE) + 1;
      clearTimeout(this.#retryTimer);
      this.#retryTimer = undefined;
      this.#write(() => this.#boom.write(first.content.subarray(line) as never));
    }
    old.destroy();
  }

  #watch(boom: SonicBoom): void {
    boom.on("error", (error: NodeJS.ErrnoException) => {
      if (boom === this.#boom) this.#failure = error;
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#release();
    return this.#closed;
  }

  #release(): Promise<void> {
    this.flushSync();
    clearTimeout(this.#retryTimer);
    this.#pending.discard("closed");
    this.#gone = true;
    return new Promise((resolve) => {
      // Closing a descriptor that somebody has closed before is an error, and no matter.
      this.#boom.once("close", resolve).once("error", () => resolve());
      this.#boom.destroy();
    });
  }

  counters(): BackendCounters {
    return { errors: { ...this.#errors }, state: this.#state };
  }

  get #state(): BackendState {
    if (this.#closed !== undefined) return "closed";
    if (this.#gone) return "gone";
    return this.#pending.length > 0 ? "waiting" : "open";
  }

  /** Makes one attempt, and goes on with what waits behind it. */
  #write(attempt: () => void): void {
    let next = attempt;
    while (true) {
      this.#failure = undefined;
      next();
      const failure = this.#failure as NodeJS.ErrnoException | undefined;
      if (failure === undefined) {
        (this.#pending.shift() as SealedChunk).release();
        this.#retryAfter = RETRY_MIN;
        const following = this.#pending.first;
        if (following === undefined) return;
        next = () => this.#boom.write(following.content as never);
      } else if (failure.code !== "EAGAIN") {
        this.#contain(failure);
        return;
      } else if (this.#blocks || performance.now() < this.#waitUntil) {
        wait(FULL_PIPE_WAIT);
        next = this.#resume;
      } else {
        this.#retryTimer ??= setTimeout(() => this.#retry(), FULL_PIPE_WAIT).unref();
        return;
      }
    }
  }

  /** Writes what sonic-boom has left of the first chunk. Its flushSync would start it over. */
  readonly #resume = (): void => this.#boom.flush();

  #retry(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#write(this.#resume);
  }

  #contain(failure: NodeJS.ErrnoException): void {
    this.#count(failure);
    if (failure.code === "EPIPE" || failure.code === "EBADF") {
      // As a program that dies of SIGPIPE, but without dying: there is nobody to tell.
      this.#gone = true;
      this.#pending.discard("gone");
      return;
    }
    const code = failure.code ?? "UNKNOWN";
    const message = `${messageOf(failure)}; retrying`;
    this.#report({ backend: this.name, code, message, cause: failure });
    if (this.#retryTimer !== undefined) return;
    this.#retryTimer = setTimeout(() => this.#retry(), this.#retryAfter).unref();
    this.#retryAfter = Math.min(this.#retryAfter * 2, RETRY_MAX);
  }

  #count(error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
    this.#errors[code] = (this.#errors[code] ?? 0) + 1;
  }
}
