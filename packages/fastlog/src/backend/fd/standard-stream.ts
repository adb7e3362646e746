import fs from "node:fs";
import { uptime } from "../../time/system-time.ts";
import type { FdOptions } from "./fd-options.ts";
import { type Outlet, unitOf } from "./outlet.ts";

/** How often the descriptor is looked at while something is written, in milliseconds. */
const LOOK = 1;

/**
 * Standard output or standard error, or another descriptor that the process was given, by one that is as much our
 * own as can be.
 */
export class StandardStream implements Outlet {
  onSwitch: ((old: number | undefined) => void) | undefined;
  readonly name: string;
  readonly fd: number;
  readonly unit: number;
  readonly isShown: boolean;
  /** The program writes there too, by `console.log`, and the lines of ended turns are to be in order. */
  readonly defaultFlushAfter = 0;

  readonly #isOwn: boolean;
  #identity: Pick<fs.BigIntStats, "dev" | "ino"> | undefined;
  #lookedAt = uptime();

  constructor(fd: number, { overflow = "block" }: FdOptions) {
    this.name = fd === 1 ? "stdout" : fd === 2 ? "stderr" : `file:///dev/fd/${fd}`;
    this.fd = fd;
    this.unit = Number.POSITIVE_INFINITY;
    let isFile = false;
    try {
      const stats = statsOf(fd);
      this.unit = unitOf(stats);
      isFile = stats.isFile();
      this.#identity = { dev: stats.dev, ino: stats.ino };
      this.fd = ownDescription(fd, stats, overflow === "block");
    } catch {
      // A socket cannot be opened that way, nor a terminal of another user. A descriptor that is closed
      // will say so when it is written to.
    }
    this.isShown = !isFile;
    this.#isOwn = this.fd !== fd;
  }

  start(): void {
    const { exec_mode: mode, pm_id: id } = process.env;
    if (mode !== "cluster_mode" || id === undefined) return;
    // By the stream, as the descriptor is the one that nobody sees.
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
      // The program's own descriptor is the program's affair.
      this.#check();
      if (this.#isOwn) fs.closeSync(this.fd);
    } catch {
      // Somebody has closed it before.
    }
  }

  /** Throws `EBADF` where the descriptor is closed, or is of something else by now. */
  #check(): void {
    const { dev, ino } = statsOf(this.fd);
    if (this.#identity === undefined) return;
    if (dev === this.#identity.dev && ino === this.#identity.ino) return;
    throw Object.assign(new Error("EBADF: the descriptor is of something else"), { code: "EBADF" });
  }
}

/**
 * In bigints, which have a place of their own: before Node 24 `fs.realpathSync`, and with it whatever the program
 * imports after that, stops at the first directory that it knows where the last stats in numbers were a pipe's.
 */
export function statsOf(fd: number): fs.BigIntStats {
  return fs.fstatSync(fd, { bigint: true });
}

/**
 * `O_NONBLOCK` is a property of the open file description, which a pipe's descriptor shares with
 * every process on it: anyone may turn it on, and `process.stdout` does. A description of our own
 * stays blocking. For a regular file the description is shared on purpose, because its offset is:
 * with one of our own, lines written through descriptor 1 by others and ours would overwrite each
 * other.
 */
function ownDescription(fd: number, stats: fs.BigIntStats, isBlocking: boolean): number {
  if (process.platform !== "linux" || stats.isFile()) return fd;
  const { O_WRONLY, O_APPEND, O_NOCTTY, O_NONBLOCK } = fs.constants;
  const path = `/proc/self/fd/${fd}`;
  // To open a named pipe that nobody reads waits for a reader; like this it fails instead.
  if (stats.isFIFO()) fs.closeSync(fs.openSync(path, O_WRONLY | O_NONBLOCK));
  // A description of our own may be made not to wait: nobody else is surprised by it.
  return fs.openSync(path, O_WRONLY | O_APPEND | O_NOCTTY | (isBlocking ? 0 : O_NONBLOCK));
}
