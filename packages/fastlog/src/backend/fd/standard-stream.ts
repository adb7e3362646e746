import fs from "node:fs";
import { uptime } from "../../time/system-time.ts";
import { isJournal, JOURNAL_RECORD } from "../delivery/journal-stream.ts";
import type { StandardOptions } from "./fd-options.ts";
import { type Outlet, unitOf } from "./outlet.ts";

/** Interval between checks of the descriptor while records are written, in milliseconds. */
const LOOK = 1;

/**
 * Standard output, standard error or another inherited descriptor. It is opened again where possible, so that the
 * file description is not shared.
 */
export class StandardStream implements Outlet {
  onSwitch: ((old: number | undefined) => void) | undefined;
  readonly name: string;
  fd: number;
  readonly unit: number;
  readonly isShown: boolean;
  readonly hasLevels: boolean;
  readonly maxRecord: number | undefined;
  /** 0, so that lines keep their order with those that the program writes by `console.log`. */
  readonly defaultFlushAfter = 0;

  /** The descriptor of the program. */
  readonly #inherited: number;
  #isBlocking: boolean;
  #identity: Pick<fs.BigIntStats, "dev" | "ino"> | undefined;
  #lookedAt = uptime();

  constructor(fd: number, { overflow = "block", maxRecord, levelPrefix }: StandardOptions) {
    this.name = fd === 1 ? "stdout" : fd === 2 ? "stderr" : `file:///dev/fd/${fd}`;
    this.#inherited = fd;
    this.fd = fd;
    this.#isBlocking = overflow === "block";
    this.unit = Number.POSITIVE_INFINITY;
    let isFile = false;
    let isOfJournal = false;
    try {
      const stats = statsOf(fd);
      this.unit = unitOf(stats);
      isFile = stats.isFile();
      isOfJournal = isJournal(stats);
      this.#identity = { dev: stats.dev, ino: stats.ino };
      this.#open(stats);
    } catch {
      // A closed descriptor fails when it is written to.
    }
    // journalctl shows a line with escape sequences as binary data.
    this.isShown = !isFile && !isOfJournal;
    this.hasLevels = levelPrefix ?? isOfJournal;
    this.maxRecord = isOfJournal
      ? Math.min(maxRecord ?? JOURNAL_RECORD, JOURNAL_RECORD)
      : maxRecord;
  }

  get #isOwn(): boolean {
    return this.fd !== this.#inherited;
  }

  /** Opens the file of the descriptor again, to block or not to block. */
  #open(stats: fs.BigIntStats): void {
    const old = this.#isOwn ? this.fd : undefined;
    try {
      this.fd = ownDescription(this.#inherited, stats, this.#isBlocking);
      if (old !== undefined) fs.closeSync(old);
    } catch {
      // A socket cannot be opened by path, nor a terminal of another user.
    }
    if (!this.#isOwn && !this.#isBlocking) unblock(this.fd, stats);
  }

  start(_tag: string, _report: unknown, isBlocking: boolean): void {
    if (isBlocking !== this.#isBlocking) {
      this.#isBlocking = isBlocking;
      try {
        this.#open(statsOf(this.#inherited));
      } catch {
        // A closed descriptor fails when it is written to.
      }
    }
    if (!isInCluster()) return;
    // Through the stream: PM2 does not see the descriptor.
    process.stderr.write(
      `fastlog: ${this.name}: PM2 does not see this descriptor in cluster mode; set LOG_BACKEND=process.stdout\n`,
    );
  }

  prepare(): number {
    const now = uptime();
    if (now - this.#lookedAt >= LOOK) {
      this.#lookedAt = now;
      this.#check();
    }
    return this.fd;
  }

  isOver(code: string | undefined): boolean {
    return code === "EPIPE" || code === "EBADF";
  }

  failed(): void {
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    try {
      // The program's own descriptor is not closed.
      this.#check();
      if (this.#isOwn) fs.closeSync(this.fd);
    } catch {
      // It is closed already.
    }
  }

  /** Throws `EBADF` if the descriptor was closed, or belongs to another file by now. */
  #check(): void {
    const { dev, ino } = statsOf(this.fd);
    if (this.#identity === undefined) return;
    if (dev === this.#identity.dev && ino === this.#identity.ino) return;
    throw Object.assign(new Error("EBADF: the descriptor is of something else"), { code: "EBADF" });
  }
}

/**
 * Stats as bigints, which Node keeps in a separate buffer. Before Node 24, `fs.realpathSync` goes wrong at a directory
 * in its cache if the last stats in numbers were those of a pipe, and then so do later imports.
 */
export function statsOf(fd: number): fs.BigIntStats {
  return fs.fstatSync(fd, { bigint: true });
}

/**
 * Opens the file of a descriptor again, so that it has a file description of its own. `O_NONBLOCK` is a property of the
 * description (open(2)), which a pipe shares among all processes: anyone may set it, and `process.stdout` does. A
 * regular file keeps the shared description, because its offset is shared, too: with two offsets, lines that others
 * write through descriptor 1 and ours would overwrite each other.
 */
function ownDescription(fd: number, stats: fs.BigIntStats, isBlocking: boolean): number {
  if (process.platform !== "linux" || stats.isFile()) return fd;
  const { O_WRONLY, O_APPEND, O_NOCTTY, O_NONBLOCK } = fs.constants;
  const path = `/proc/self/fd/${fd}`;
  // Without O_NONBLOCK, opening a named pipe that nobody reads waits for a reader.
  if (stats.isFIFO()) fs.closeSync(fs.openSync(path, O_WRONLY | O_NONBLOCK));
  // Only this description is made non-blocking, so no other process is affected.
  return fs.openSync(path, O_WRONLY | O_APPEND | O_NOCTTY | (isBlocking ? 0 : O_NONBLOCK));
}

/**
 * Sets `O_NONBLOCK` of a socket or pipe that cannot be opened again, as Node does when a program reads `process.stdout`.
 * Node restores the flags of standard streams when the process exits, and libuv never closes their descriptors.
 */
function unblock(fd: number, stats: fs.BigIntStats): void {
  if (fd > 2 || !(stats.isSocket() || stats.isFIFO())) return;
  const { Socket } = process.getBuiltinModule("node:net");
  // Opening the descriptor sets the flag, which stays set.
  new Socket({ fd, readable: false, writable: true }).on("error", () => {}).destroy();
}

function isInCluster(): boolean {
  try {
    return process.env["exec_mode"] === "cluster_mode" && process.env["pm_id"] !== undefined;
  } catch {
    return false; // Deno does not permit it, and PM2 does not run Deno in cluster mode.
  }
}
