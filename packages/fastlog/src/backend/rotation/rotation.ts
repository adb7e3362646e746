import fs from "node:fs";
import { messageOf } from "../../diagnostics/error-message.ts";
import { isAhead, reserve } from "./rotated-files.ts";
import { locked } from "./rotation-lock.ts";
import type { RotationOptions } from "./rotation-options.ts";
import { Schedule } from "./rotation-schedule.ts";
import { type Surroundings, SYSTEM, TICK } from "./rotation-surroundings.ts";
import { lockOf, renameTo } from "./rotation-tidy.ts";
import { type OpenedFile, Upkeep } from "./rotation-upkeep.ts";
import { timeOfDay } from "./time-of-day.ts";
import { offsetsOf } from "./time-zone.ts";

/** Identity of a file. */
export interface FileId {
  readonly ino: number;
  readonly dev: number;
}

const DAY = 86_400_000;

/** Delay before a failed rotation is tried again, in milliseconds. */
const RETRY = 5_000;

/** Delay while another thread or process rotates the file, in milliseconds. */
const BUSY = 100;

/** Longest duration of a rotation by others, in milliseconds. */
const PATIENCE = 15_000;

/** More bytes than others can write within a millisecond. */
const NEAR = 1_048_576;

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
 * No record is lost, because every record is in one of these files, and no file is removed while it is written to:
 *
 * - A rename moves no bytes: a process with an open descriptor goes on writing to the renamed file. No rename replaces
 *   another file, because its name was reserved by creating it.
 * - Each writer compares the inode of the path with that of its file before a write, at most once a second. So nobody
 *   writes to a renamed file later than a second after the rename, except a process that was stopped in between.
 * - A file is compressed or removed only after it was neither renamed nor written to for three seconds, by its
 *   `ctime`. A compressed file is unlinked only after its end was read again, after the rename of the `….gz`.
 *
 * A process that is killed in between leaves a lock, a reserved name, an uncompressed or a half compressed file. Any
 * thread of any process completes or removes these when it next rotates, and some seconds after its start.
 *
 * Other entries of the folder are not touched, even if they have the name of a rotated file: those that are not regular
 * files, or do not belong to the owner of the log.
 */
export class Rotation {
  /** The path as given, with tokens and symbolic links. */
  readonly #given: string;
  /** The resolved path: the file is renamed, not a link to it. */
  #path: string;
  readonly #maxSize: number;
  readonly #schedule: Schedule | undefined;
  readonly #report: (code: string, message: string, cause?: unknown) => void;
  readonly #surroundings: Surroundings;
  /** Time when the end of the period was computed. A clock that shows less was set back. */
  #periodFrom = 0;
  #periodEnd = Number.POSITIVE_INFINITY;
  /** No rotation before this time, by the monotonic clock: it failed, or others are rotating. */
  #notBefore = 0;
  /** Time since when others are rotating, by the monotonic clock. */
  #busySince: number | undefined;
  /** Number of bytes to write when the file was last due. */
  #bytes = 0;
  /** The newest known stamp. */
  #newest = 0;
  readonly #upkeep: Upkeep;

  /**
   * `path` is absolute, and `pattern` is the path with its tokens. `report` is called for failures.
   */
  constructor(
    path: string,
    pattern: string,
    options: RotationOptions,
    report: (code: string, message: string, cause?: unknown) => void,
    surroundings: Surroundings = SYSTEM,
  ) {
    const { at, timeZone = "utc" } = options;
    const every = options.every ?? (at === undefined ? undefined : DAY);
    this.#given = path;
    this.#path = path;
    this.#maxSize = options.maxSize ?? Number.POSITIVE_INFINITY;
    if (every !== undefined) {
      this.#schedule = new Schedule(every, timeOfDay(at ?? "00:00") ?? 0, offsetsOf(timeZone));
    }
    this.#report = report;
    this.#surroundings = surroundings;
    const saw = (time: number) => this.#saw(time);
    this.#upkeep = new Upkeep(pattern, options, report, saw, surroundings);
  }

  /** The file at the path was opened, for the first time or again. */
  opened(stats: OpenedFile): void {
    const now = this.#surroundings.now();
    this.#setPeriod(stats.size === 0 ? now : Math.min(startOf(stats), now));
    // Earlier rotations were renamed before this file was made.
    this.#saw(Math.floor(stats.birthtimeMs));
    this.#resolve();
    this.#upkeep.opened(this.#path, stats, now);
  }

  /** Whether a file of `size` bytes must be rotated before a record of `bytes` is written to it. */
  isDue(size: number, bytes: number): boolean {
    const isFull = size + bytes > this.#maxSize;
    if (!isFull && this.#schedule === undefined) return false;
    const isOver = this.#schedule !== undefined && this.#isOver();
    if (size === 0) {
      // An empty file belongs to the period of its first record.
      if (isOver) this.#setPeriod(this.#surroundings.now());
      return false;
    }
    this.#bytes = bytes;
    return (isFull || isOver) && !this.#isPostponed;
  }

  /** Number of bytes that fit into a file of `size` bytes. While it cannot be rotated, it may grow. */
  room(size: number): number {
    return this.#isPostponed ? Number.POSITIVE_INFINITY : Math.max(0, this.#maxSize - size);
  }

  /** Whether others may fill a file of `size` bytes within a millisecond, so that its size must be measured. */
  isNear(size: number): boolean {
    return this.#maxSize - size < NEAR;
  }

  /**
   * Renames the file at the path if it is `file`, and still due. The caller must open the path afterwards, whoever has
   * rotated it. Never throws: failures are reported, and the rotation is tried again some seconds later.
   */
  rotate(file: FileId): void {
    try {
      this.#resolve();
      if (locked(lockOf(this.#path), () => this.#rename(file))) {
        this.#busySince = undefined;
        this.#upkeep.run();
      } else {
        this.#wait();
      }
    } catch (error) {
      this.postpone();
      this.#report("ROTATE", `cannot be rotated, goes on as it is: ${messageOf(error)}`, error);
      // The disk may be full because of surplus files.
      this.#upkeep.run();
    }
  }

  /** Delays the next attempt, because the path could not be opened after a rotation. */
  postpone(): void {
    this.#notBefore = this.#surroundings.monotonic() + RETRY;
  }

  /** Stops all work, because the file is not written to any more. */
  close(): void {
    this.#upkeep.close();
  }

  get #isPostponed(): boolean {
    return this.#notBefore > 0 && this.#surroundings.monotonic() < this.#notBefore;
  }

  #isOver(): boolean {
    const now = this.#surroundings.now();
    if (now < this.#periodFrom) this.#setPeriod(now);
    return now >= this.#periodEnd;
  }

  #setPeriod(time: number): void {
    if (this.#schedule === undefined) return;
    this.#periodFrom = time;
    this.#periodEnd = this.#schedule.endAfter(time);
  }

  /** Resolves the path again: links may have changed. */
  #resolve(): void {
    try {
      this.#path = fs.realpathSync(this.#given);
    } catch {
      // Another process has just rotated the file, or a link is dangling.
    }
  }

  #rename({ ino, dev }: FileId): void {
    const path = this.#path;
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stats?.ino !== ino || stats.dev !== dev || !stats.isFile()) return;
    if (!this.isDue(stats.size, this.#bytes)) return;
    const reserved = reserve(path, this.#surroundings.now(), this.#newest);
    renameTo(reserved.path, path);
    this.#newest = reserved.time;
  }

  #wait(): void {
    const now = this.#surroundings.monotonic();
    this.#notBefore = now + BUSY;
    this.#busySince ??= now;
    if (now - this.#busySince < PATIENCE) return;
    this.#busySince = undefined;
    this.#report("ROTATE", `cannot be rotated, goes on as it is: "${lockOf(this.#path)}" is held`);
  }

  /** Notes the time of a rotation, unless it is far ahead of the clock. */
  #saw(time: number): void {
    if (time > this.#newest && !isAhead(time, this.#surroundings.now())) this.#newest = time;
  }
}

/** When the first record of a file was written: its birth, if the file system knows it. */
function startOf({ birthtimeMs, mtimeMs }: OpenedFile): number {
  // An unknown birth is 0; restored and copied files are older than their birth.
  return (birthtimeMs > 0 && birthtimeMs <= mtimeMs ? birthtimeMs : mtimeMs) + TICK;
}
