import fs from "node:fs";
import { messageOf } from "../../diagnostics/error-message.ts";
import { SystemDate } from "../../time/system-time.ts";
import { compress } from "./compress.ts";
import { isAhead, reserve } from "./rotated-files.ts";
import { locked } from "./rotation-lock.ts";
import type { RotationOptions } from "./rotation-options.ts";
import { Schedule } from "./rotation-schedule.ts";
import type { Steps } from "./rotation-series.ts";
import { type Surroundings, SYSTEM } from "./rotation-surroundings.ts";
import {
  lockOf,
  type Retention,
  renameTo,
  SETTLED,
  Tidying,
  type Untidy,
} from "./rotation-tidy.ts";
import { timeOfDay } from "./time-of-day.ts";
import { offsetsOf } from "./time-zone.ts";

/** Stats of an opened file. */
export interface OpenedFile {
  readonly size: number;
  readonly uid: number;
  readonly birthtimeMs: number;
  readonly mtimeMs: number;
}

/** Identity of a file. */
export interface FileId {
  readonly ino: number;
  readonly dev: number;
}

const DEFAULT_KEEP = 10;

const DAY = 86_400_000;

/** Delay before a failed rotation is tried again, in milliseconds. */
const RETRY = 5_000;

/** Delay while another thread or process rotates the file, in milliseconds. */
const BUSY = 100;

/** Longest duration of a rotation by others, in milliseconds. */
const PATIENCE = 15_000;

/** How far file timestamps may lag behind the clock, in milliseconds: a tick of the kernel. */
const TICK = 20;

/** Longest time between checks of the age of files, in milliseconds: the clock may be set. */
const LOOK_FOR_OLD = 3_600_000;

/** More bytes than others can write within a millisecond. */
const NEAR = 1_048_576;

/** Interval in which rotations of others are looked for, in milliseconds, if `onRotated` is given. */
const LOOK_FOR_DONE = 10_000;

/** Number of strangers that are reported. */
const MOST_TOLD = 1_000;

/** Steps of tidying that run at once after a rotation, for programs that end soon. The rest runs in later turns. */
const STEPS_AT_ONCE = 16;

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
  readonly #pattern: string;
  readonly #given: string;
  /** The resolved path: the file is renamed, not a link to it. */
  #path: string;
  readonly #maxSize: number;
  readonly #schedule: Schedule | undefined;
  readonly #retention: Retention;
  readonly #onRotated: RotationOptions["onRotated"];
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
  readonly #owners = new Set<number>();
  #tidying: Tidying | undefined;
  #cancel: () => void = () => {};
  #timerAt = Number.POSITIVE_INFINITY;
  #isTidying = false;
  #isCompressing = false;
  #isClosed = false;
  readonly #told = new Set<string>();
  /** Complete rotated files that were announced, or were there before. */
  #done: ReadonlySet<string> | undefined;

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
    const { at, maxAge, maxTotal, keep, gzip = false, timeZone = "utc" } = options;
    const every = options.every ?? (at === undefined ? undefined : DAY);
    this.#pattern = pattern;
    this.#given = path;
    this.#path = path;
    this.#maxSize = options.maxSize ?? Number.POSITIVE_INFINITY;
    if (every !== undefined) {
      this.#schedule = new Schedule(every, timeOfDay(at ?? "00:00") ?? 0, offsetsOf(timeZone));
    }
    const isBounded = maxAge !== undefined || maxTotal !== undefined;
    this.#retention = {
      keep: keep ?? (isBounded ? Number.POSITIVE_INFINITY : DEFAULT_KEEP),
      maxAge: maxAge ?? Number.POSITIVE_INFINITY,
      maxTotal: maxTotal ?? Number.POSITIVE_INFINITY,
      gzip,
    };
    this.#onRotated = options.onRotated;
    this.#report = report;
    this.#surroundings = surroundings;
    const uid = process.geteuid?.();
    if (uid !== undefined) this.#owners.add(uid);
  }

  /** The file at the path was opened, for the first time or again. */
  opened(stats: OpenedFile): void {
    const now = this.#surroundings.now();
    this.#owners.add(stats.uid);
    this.#setPeriod(stats.size === 0 ? now : Math.min(startOf(stats), now));
    // Earlier rotations were renamed before this file was made.
    this.#saw(Math.floor(stats.birthtimeMs));
    this.#resolve();
    const before = this.#tidying;
    if (before?.path === this.#path) {
      // The process that has rotated it may have ended.
      if (stats.size === 0) this.#tidyIn(SETTLED);
      return;
    }
    // The old folder may have no other process that tidies it.
    if (before !== undefined) this.#later(SETTLED, () => this.#tidy(before, 1));
    this.#done = undefined;
    this.#tidying = new Tidying(
      this.#path,
      this.#pattern,
      this.#retention,
      this.#owners,
      now,
      this.#surroundings.monotonic,
    );
    // Files that exist before the first rotation are not announced.
    this.#tidyIn(this.#onRotated === undefined ? SETTLED : 0);
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
        this.#tidy(this.#tidying, STEPS_AT_ONCE);
      } else {
        this.#wait();
      }
    } catch (error) {
      this.postpone();
      this.#report("ROTATE", `cannot be rotated, goes on as it is: ${messageOf(error)}`, error);
      // The disk may be full because of surplus files.
      this.#tidy(this.#tidying, STEPS_AT_ONCE);
    }
  }

  /** Delays the next attempt, because the path could not be opened after a rotation. */
  postpone(): void {
    this.#notBefore = this.#surroundings.monotonic() + RETRY;
  }

  /** Stops all work, because the file is not written to any more. */
  close(): void {
    this.#isClosed = true;
    this.#tidying = undefined;
    this.#cancel();
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

  #tidyIn(delay: number): void {
    const at = this.#surroundings.monotonic() + delay;
    if (this.#isClosed || at >= this.#timerAt) return;
    this.#cancel();
    this.#timerAt = at;
    this.#cancel = this.#later(delay, () => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#tidy(this.#tidying, 1);
    });
  }

  #later(delay: number, work: () => void): () => void {
    // Timers may fire a little early.
    return this.#surroundings.later(() => {
      if (!this.#isClosed) work();
    }, delay + TICK);
  }

  /** Notes the time of a rotation, unless it is far ahead of the clock. */
  #saw(time: number): void {
    if (time > this.#newest && !isAhead(time, this.#surroundings.now())) this.#newest = time;
  }

  /** Runs `steps` steps at once, and the others one by one, in later turns of the event loop. */
  #tidy(tidying: Tidying | undefined, steps: number): void {
    if (tidying === undefined) return;
    if (this.#isTidying) {
      this.#tidyIn(SETTLED);
      return;
    }
    this.#isTidying = true;
    this.#step(tidying, tidying.run(this.#surroundings.now()), steps);
  }

  #step(tidying: Tidying, work: Steps<Untidy>, steps: number): void {
    try {
      for (let i = 0; i < steps; i++) {
        const { done, value } = work.next();
        if (done !== true) continue;
        this.#isTidying = false;
        this.#tidied(tidying, value);
        return;
      }
    } catch (error) {
      this.#isTidying = false;
      // The folder was removed with all its files.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#notRemoved(error);
      return;
    }
    this.#surroundings.later(() => {
      if (!this.#isClosed) this.#step(tidying, work, 1);
      else work.return(undefined as never);
    }, 1);
  }

  #tidied(tidying: Tidying, untidy: Untidy): void {
    const { uncompressed, done, again, newest, strangers, failure } = untidy;
    this.#tellOf(strangers);
    if (failure !== undefined) this.#notRemoved(failure);
    if (tidying === this.#tidying) {
      this.#saw(newest);
      this.#announceLater(done);
    }
    if (again !== undefined) this.#tidyIn(Math.min(Math.max(again, SETTLED), LOOK_FOR_OLD));
    // Others may rotate the file without a write of this thread.
    if (this.#onRotated !== undefined) this.#tidyIn(LOOK_FOR_DONE);
    if (uncompressed.length === 0 || this.#isClosed) return;
    if (this.#isCompressing) {
      this.#tidyIn(SETTLED);
      return;
    }
    this.#isCompressing = true;
    const finished = () => {
      this.#isCompressing = false;
      this.#tidyIn(0);
    };
    compress(uncompressed, [...this.#owners], this.#notCompressed, finished);
  }

  /** Announces files outside of a write, because the listener may log. */
  #announceLater(done: Untidy["done"]): void {
    if (this.#onRotated === undefined) return;
    this.#later(0, () => this.#announce(done));
  }

  #announce(done: Untidy["done"]): void {
    if (this.#onRotated === undefined) return;
    const before = this.#done;
    this.#done = new Set(done.map(({ path }) => path));
    if (before === undefined) return;
    for (const { path, size, time } of done) {
      if (before.has(path)) continue;
      try {
        this.#onRotated({ path, size, rotatedAt: new SystemDate(time) });
      } catch (error) {
        this.#report("ROTATE", `onRotated threw for "${path}": ${messageOf(error)}`, error);
      }
    }
  }

  #tellOf(strangers: Untidy["strangers"]): void {
    const untold = strangers.filter(({ path }) => !this.#told.has(path));
    const [first] = untold;
    if (first === undefined || this.#told.size >= MOST_TOLD) return;
    for (const { path } of untold) this.#told.add(path);
    const more = untold.length === 1 ? "" : `, and ${untold.length - 1} others are not either`;
    const expected = "expected a regular file of the log's owner";
    this.#report("ROTATE", `"${first.path}" is ${first.kind}, left alone (${expected})${more}`);
  }

  #notRemoved(error: unknown): void {
    this.#report("ROTATE", `rotated files cannot be removed: ${messageOf(error)}`, error);
  }

  readonly #notCompressed = (path: string, message: string): void =>
    this.#report("ROTATE", `${path} cannot be compressed, and stays as it is: ${message}`);
}

/** When the first record of a file was written: its birth, if the file system knows it. */
function startOf({ birthtimeMs, mtimeMs }: OpenedFile): number {
  // An unknown birth is 0; restored and copied files are older than their birth.
  return (birthtimeMs > 0 && birthtimeMs <= mtimeMs ? birthtimeMs : mtimeMs) + TICK;
}
