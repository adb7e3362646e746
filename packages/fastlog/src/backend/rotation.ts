import fs from "node:fs";
import { systemTime } from "../time.ts";
import { setTimeout, type Timer } from "../timers.ts";
import { compress } from "./compress.ts";
import { messageOf } from "./message.ts";
import { reserve } from "./rotation-files.ts";
import { locked } from "./rotation-lock.ts";
import { lockOf, SETTLED, tidy } from "./rotation-tidy.ts";

/** When a file is rotated, and what becomes of it. */
export interface RotationOptions {
  /** Before it has more bytes than that. Default: however large it is. */
  readonly maxSize?: number | undefined;
  /**
   * When such a period is over, counted from 1970-01-01T00:00Z, in milliseconds: 3,600,000 is at each full
   * hour, 86,400,000 at midnight UTC. Default: however old it is.
   */
  readonly every?: number | undefined;
  /** How many rotated files stay. Default 10. */
  readonly keep?: number | undefined;
  /** Whether they are compressed. Default `false`. */
  readonly gzip?: boolean | undefined;
}

/** What is known of a file that was opened. */
export interface OpenedFile {
  readonly size: number;
  readonly birthtimeMs: number;
  readonly mtimeMs: number;
}

/** Which file it is. */
export interface FileId {
  readonly ino: number;
  readonly dev: number;
}

const DEFAULT_KEEP = 10;

/** What failed is tried again after so many milliseconds. */
const RETRY = 5_000;

/** The same, where somebody else rotates the file at this moment. */
const BUSY = 100;

/** The clock that files are stamped with may be so far behind, in milliseconds: a tick of the kernel. */
const TICK = 20;

/**
 * Rotates a log file that any number of threads and processes append to.
 *
 * ```text
 *        rename, under a lock    the last one notices           settled: 3 s after the last write to it
 *  ───────────┼─────────────────────────┼──────────────────────────┼───────────────────────────────►
 *             │ app.log.20261125T…Z     │                          │ ….gz.tmp   ….gz          unlink
 *  writers    │ the old file or the new │ the new file             │ read to    rename, and
 *             │ one, both whole         │                          │ its end    read to its end again
 * ```
 *
 * No record is lost, because it is in one of these files, and none goes away while somebody writes to it:
 *
 * - a rename moves no byte: who has the file open goes on writing to it under its new name, and no rename
 *   replaces another file, because its name was reserved by making it;
 * - each writer compares the path's inode with its own file's before a write, unless it did so less than a
 *   second ago. So nobody writes to a renamed file later than a second after the rename (one who was stopped
 *   between looking and writing excepted);
 * - a file is compressed, or removed as one too many, only when it was neither renamed nor written to for
 *   three seconds, by the time of its inode's last change; and what is compressed is unlinked only after its
 *   end was read again behind the rename of the compressed file.
 *
 * Whoever is killed in between leaves a lock, a reserved name, an uncompressed file or half a compressed one.
 * Any thread of any process removes or finishes these when it next rotates, or some seconds after it started.
 */
export class Rotation {
  /** The path without symbolic links: the file itself is renamed, not what points to it. */
  #path: string;
  readonly #maxSize: number;
  readonly #every: number | undefined;
  readonly #keep: number;
  readonly #gzip: boolean;
  readonly #report: (code: string, message: string, cause?: unknown) => void;
  readonly #now: () => number;
  /** When the file's period is over. */
  #periodEnd = Number.POSITIVE_INFINITY;
  /** Not rotated before: it failed, or somebody else is at it. */
  #notBefore = 0;
  /** How many bytes were to be written when the file was last due. */
  #bytes = 0;
  #timer: Timer | undefined;
  #isFirst = true;
  #isCompressing = false;

  /** `path` is absolute. `report` is told what fails. */
  constructor(
    path: string,
    options: RotationOptions,
    report: (code: string, message: string, cause?: unknown) => void,
    now: () => number = systemTime,
  ) {
    this.#path = path;
    this.#maxSize = options.maxSize ?? Number.POSITIVE_INFINITY;
    this.#every = options.every;
    this.#keep = options.keep ?? DEFAULT_KEEP;
    this.#gzip = options.gzip ?? false;
    this.#report = report;
    this.#now = now;
  }

  /** The file at the path was opened, or opened again. */
  opened(stats: OpenedFile): void {
    try {
      this.#path = fs.realpathSync(this.#path);
    } catch {
      // Somebody has just rotated it.
    }
    this.#setPeriod(stats.size === 0 ? this.#now() : Math.min(startOf(stats), this.#now()));
    if (this.#isFirst) this.#tidyLater(SETTLED);
    this.#isFirst = false;
  }

  /** Whether the file, of that size, is to be rotated before `bytes` more are written to it. */
  isDue(size: number, bytes: number): boolean {
    const isFull = size + bytes > this.#maxSize;
    if (!isFull && this.#every === undefined) return false;
    const now = this.#now();
    if (size === 0) {
      // It has nothing of the period that is over, and belongs to the one in which it is first written to.
      if (now >= this.#periodEnd) this.#setPeriod(now);
      return false;
    }
    this.#bytes = bytes;
    return (isFull || now >= this.#periodEnd) && now >= this.#notBefore;
  }

  /**
   * Renames the file at the path if it is this one, and still due. Afterwards the path is to be opened again,
   * whoever has rotated it. Never throws: what fails is reported, and tried again some seconds later.
   */
  rotate(file: FileId): void {
    try {
      if (locked(lockOf(this.#path), () => this.#rename(file))) this.#tidy();
      else this.#notBefore = this.#now() + BUSY;
    } catch (error) {
      this.#notBefore = this.#now() + RETRY;
      this.#report("ROTATE", `cannot be rotated, goes on as it is: ${messageOf(error)}`, error);
    }
  }

  #rename({ ino, dev }: FileId): void {
    const path = this.#path;
    const stats = fs.statSync(path, { throwIfNoEntry: false });
    if (stats?.ino !== ino || stats.dev !== dev || !stats.isFile()) return;
    if (!this.isDue(stats.size, this.#bytes)) return;
    const reserved = reserve(path, this.#now());
    try {
      fs.renameSync(path, reserved);
    } catch (error) {
      fs.rmSync(reserved, { force: true });
      throw error;
    }
  }

  #setPeriod(time: number): void {
    const every = this.#every;
    if (every !== undefined) this.#periodEnd = (Math.floor(time / every) + 1) * every;
  }

  #tidyLater(delay: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tidy();
    }, delay).unref();
  }

  readonly #tidy = (): void => {
    try {
      const { uncompressed, isLater } = tidy(this.#path, this.#keep, this.#gzip, this.#now());
      if (isLater || this.#isCompressing) this.#tidyLater(SETTLED);
      if (uncompressed.length === 0 || this.#isCompressing) return;
      this.#isCompressing = true;
      compress(uncompressed, this.#notCompressed, () => {
        this.#isCompressing = false;
      });
    } catch (error) {
      // Its folder is gone, and all that was in it.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      this.#report("ROTATE", `rotated files cannot be removed: ${messageOf(error)}`, error);
    }
  };

  readonly #notCompressed = (path: string, message: string): void =>
    this.#report("ROTATE", `${path} cannot be compressed, and stays as it is: ${message}`);
}

/** When the first record of a file was written: as it was made, where that is known. */
function startOf({ birthtimeMs, mtimeMs }: OpenedFile): number {
  // Some file systems do not know; one that was restored or copied is older than that.
  return (birthtimeMs > 0 && birthtimeMs <= mtimeMs ? birthtimeMs : mtimeMs) + TICK;
}
