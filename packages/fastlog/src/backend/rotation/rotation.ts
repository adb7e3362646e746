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

/** What is known of a file that was opened. */
export interface OpenedFile {
  readonly size: number;
  readonly uid: number;
  readonly birthtimeMs: number;
  readonly mtimeMs: number;
}

/** Which file it is. */
export interface FileId {
  readonly ino: number;
  readonly dev: number;
}

const DEFAULT_KEEP = 10;

const DAY = 86_400_000;

/** What failed is tried again after so many milliseconds. */
const RETRY = 5_000;

/** The same, where somebody else rotates the file at this moment. */
const BUSY = 100;

/** Whoever rotates a file for so long, in milliseconds, does not rotate it. */
const PATIENCE = 15_000;

/** The clock that files are stamped with may be so far behind, in milliseconds: a tick of the kernel. */
const TICK = 20;

/** Files that become too old are looked for so often at least, in milliseconds: the clock may be set. */
const LOOK_FOR_OLD = 3_600_000;

/** More than that nobody writes within a millisecond, in bytes. */
const NEAR = 1_048_576;

/** What others have rotated is looked for so often, in milliseconds, for who is to be told. */
const LOOK_FOR_DONE = 10_000;

/** Of so many entries of the folder it is remembered that they were told of. */
const MOST_TOLD = 1_000;

/** So much of tidying is done at once after a rotation, for who ends soon: the rest when others had their turn. */
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
 *
 * Whatever else is in the folder, be it called like a rotated file, is not touched: what is no regular file, or not
 * of the log's owner.
 */
export class Rotation {
  /** As it was given, with tokens and symbolic links. */
  readonly #pattern: string;
  readonly #given: string;
  /** The path without symbolic links: the file itself is renamed, not what points to it. */
  #path: string;
  readonly #maxSize: number;
  readonly #schedule: Schedule | undefined;
  readonly #retention: Retention;
  readonly #onRotated: RotationOptions["onRotated"];
  readonly #report: (code: string, message: string, cause?: unknown) => void;
  readonly #surroundings: Surroundings;
  /** The clock showed this when the end of the period was computed: if it shows less, it was set back. */
  #periodFrom = 0;
  #periodEnd = Number.POSITIVE_INFINITY;
  /** Not rotated before, by the clock that is never set: it failed, or somebody else is at it. */
  #notBefore = 0;
  /** Since when somebody else is at it, by the same clock. */
  #busySince: number | undefined;
  /** How many bytes were to be written when the file was last due. */
  #bytes = 0;
  /** The newest stamp that is known. */
  #newest = 0;
  readonly #owners = new Set<number>();
  #tidying: Tidying | undefined;
  #cancel: () => void = () => {};
  #timerAt = Number.POSITIVE_INFINITY;
  #isTidying = false;
  #isCompressing = false;
  #isClosed = false;
  readonly #told = new Set<string>();
  /** The rotated files that are complete, and were told of or were there before. */
  #done: ReadonlySet<string> | undefined;

  /**
   * `path` is absolute, and `pattern` the same with its tokens. `report` is told what fails.
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

  /** The file at the path was opened, or opened again. */
  opened(stats: OpenedFile): void {
    const now = this.#surroundings.now();
    this.#owners.add(stats.uid);
    this.#setPeriod(stats.size === 0 ? now : Math.min(startOf(stats), now));
    // What was rotated before was renamed before this one was made.
    this.#saw(Math.floor(stats.birthtimeMs));
    this.#resolve();
    const before = this.#tidying;
    if (before?.path === this.#path) {
      // Whoever has rotated it may have ended.
      if (stats.size === 0) this.#tidyIn(SETTLED);
      return;
    }
    // What is left where it was before has nobody else, perhaps.
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
    // Whatever there is before the first rotation is nothing to tell of.
    this.#tidyIn(this.#onRotated === undefined ? SETTLED : 0);
  }

  /** Whether the file, of that size, is to be rotated before a record of `bytes` is written to it. */
  isDue(size: number, bytes: number): boolean {
    const isFull = size + bytes > this.#maxSize;
    if (!isFull && this.#schedule === undefined) return false;
    const isOver = this.#schedule !== undefined && this.#isOver();
    if (size === 0) {
      // It has nothing of the period that is over, and belongs to the one in which it is first written to.
      if (isOver) this.#setPeriod(this.#surroundings.now());
      return false;
    }
    this.#bytes = bytes;
    return (isFull || isOver) && !this.#isPostponed;
  }

  /** How many bytes fit into the file of that size. Where it cannot be rotated now, it may grow. */
  room(size: number): number {
    return this.#isPostponed ? Number.POSITIVE_INFINITY : Math.max(0, this.#maxSize - size);
  }

  /** Whether it has to be known how long the file is: what others write within a millisecond may fill it. */
  isNear(size: number): boolean {
    return this.#maxSize - size < NEAR;
  }

  /**
   * Renames the file at the path if it is this one, and still due. Afterwards the path is to be opened again,
   * whoever has rotated it. Never throws: what fails is reported, and tried again some seconds later.
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
      // The disk may be full of what is to be removed.
      this.#tidy(this.#tidying, STEPS_AT_ONCE);
    }
  }

  /** It was rotated, and cannot be opened again: not to be tried with each record. */
  postpone(): void {
    this.#notBefore = this.#surroundings.monotonic() + RETRY;
  }

  /** The file is not written to any more: nothing is done from now on. */
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

  /** Finds out where the file is: links may lead elsewhere by now. */
  #resolve(): void {
    try {
      this.#path = fs.realpathSync(this.#given);
    } catch {
      // Somebody has just rotated it, or the links lead nowhere.
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
    // Timers may be a little early.
    return this.#surroundings.later(() => {
      if (!this.#isClosed) work();
    }, delay + TICK);
  }

  /** Notes that a file was rotated then, unless the clock was far ahead. */
  #saw(time: number): void {
    if (time > this.#newest && !isAhead(time, this.#surroundings.now())) this.#newest = time;
  }

  /** Does so many steps at once, and the others one by one, in turns of their own. */
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
      // Its folder is gone, and all that was in it.
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
    // Others rotate the file without this thread's having written to it.
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

  /** Not within a write: whoever is told may log. */
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

/** When the first record of a file was written: as it was made, where that is known. */
function startOf({ birthtimeMs, mtimeMs }: OpenedFile): number {
  // Some file systems do not know; one that was restored or copied is older than that.
  return (birthtimeMs > 0 && birthtimeMs <= mtimeMs ? birthtimeMs : mtimeMs) + TICK;
}
