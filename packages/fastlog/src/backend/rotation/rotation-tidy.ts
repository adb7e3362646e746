import fs from "node:fs";
import { kindOf } from "./entry-kind.ts";
import {
  BEING_COMPRESSED,
  byAge,
  COMPRESSED,
  isAhead,
  type RotatedFile,
  reserve,
} from "./rotated-files.ts";
import { locked, removeStale } from "./rotation-lock.ts";
import { findSeries, type Steps } from "./rotation-series.ts";

/**
 * A rotated file may still be written to, by those who have not noticed, until nothing has happened to it
 * for so long, in milliseconds. They look at the path's inode once a second.
 */
export const SETTLED = 3_000;

/** What nobody has worked on for so long, in milliseconds, was left by a process that was killed. */
const LEFT = 60_000;

/** By so many milliseconds the clock is set, and not slowed down or sped up. */
const STEP = 1_000;

/** So many files are looked at before others have their turn. */
const BATCH = 256;

/** How many rotated files stay. All others are removed, the oldest first. */
export interface Retention {
  readonly keep: number;
  /** How many bytes they have together. */
  readonly maxTotal: number;
  /** How long ago they were rotated, in milliseconds. */
  readonly maxAge: number;
  /** Whether they are compressed. */
  readonly gzip: boolean;
}

/** A folder's entry that is in the place of a rotated file, and not touched. */
export interface Stranger {
  readonly path: string;
  /** What it is, and whose: `a symbolic link`. */
  readonly kind: string;
}

/** What there is to do with the rotated files, beside what was done at once. */
export interface Untidy {
  /** Those to be compressed, the oldest first. */
  readonly uncompressed: readonly string[];
  /** Those that nothing will happen to any more, until they are removed: the oldest first. */
  readonly done: readonly DoneFile[];
  /** When some of them are to be looked at again: in so many milliseconds. `undefined` where none is. */
  readonly again: number | undefined;
  /** When the newest file was rotated, leaving out those of a clock that was far ahead. */
  readonly newest: number;
  readonly strangers: readonly Stranger[];
  /** What the system says of the first one that cannot be removed. */
  readonly failure: unknown;
}

/** A rotated file that is complete. */
export interface DoneFile {
  readonly path: string;
  readonly size: number;
  readonly time: number;
}

/** One file and what is known of it. */
interface Known extends RotatedFile {
  readonly stats: fs.Stats;
}

/** A file, what it is being compressed to, and what it was compressed to. */
interface Group {
  readonly time: number;
  readonly files: Known[];
}

/** Removes rotated files that are too many, and finds those that are to be compressed. */
export class Tidying {
  readonly path: string;
  readonly #pattern: string;
  readonly #retention: Retention;
  readonly #owners: ReadonlySet<number>;
  readonly #monotonic: () => number;
  /** How each file was when it was last seen, and since when: by a clock that is never set. */
  #seen: ReadonlyMap<string, { readonly ctimeMs: number; readonly since: number }> = new Map();
  /** By how much the one clock was ahead of the other at first. */
  readonly #offset: number;

  /**
   * `path` is that of the log file, without links, and `pattern` how it was given, with its tokens. Files that
   * belong to none of `owners`, by uid, are not touched.
   */
  constructor(
    path: string,
    pattern: string,
    retention: Retention,
    owners: ReadonlySet<number>,
    now: number,
    monotonic: () => number,
  ) {
    this.path = path;
    this.#pattern = pattern;
    this.#retention = retention;
    this.#owners = owners;
    this.#monotonic = monotonic;
    this.#offset = now - monotonic();
  }

  /**
   * Does what there is to do. Any number of threads and processes may do this at the same time. Throws what the system
   * says of the folder.
   */
  *run(now: number): Steps<Untidy> {
    const failures: unknown[] = [];
    // Whoever rotates is told of what cannot be removed.
    attempt([], () => removeStale(lockOf(this.path)));
    const { rotated, left } = yield* findSeries(this.path, this.#pattern);
    const strangers: Stranger[] = [];
    const known = yield* this.#known(rotated, strangers);
    const takenOver = yield* this.#takeOver(left, strangers, failures, now);
    known.sort(byAge(now));
    const groups = groupsOf(known);
    const { gzip, maxAge } = this.#retention;
    const surplus = this.#surplus(groups, now);

    const seen = new Map<string, { ctimeMs: number; since: number }>();
    const wasSet = Math.abs(now - this.#monotonic() - this.#offset) >= STEP;
    const isSettled = ({ path, stats: { ctimeMs } }: Known): boolean => {
      const before = this.#seen.get(path);
      const since = before?.ctimeMs === ctimeMs ? before.since : this.#monotonic();
      seen.set(path, { ctimeMs, since });
      if (this.#monotonic() - since >= SETTLED) return true;
      // The time of its inode's last change is by a clock that may have been set since.
      return !wasSet && Math.abs(now - ctimeMs) >= SETTLED;
    };
    const uncompressed: string[] = [];
    const done: DoneFile[] = [];
    let again = takenOver ? SETTLED : Number.POSITIVE_INFINITY;
    function* remove({ path }: Known): Steps<void> {
      attempt(failures, () => fs.rmSync(path, { force: true }));
      // To free a large file takes the system milliseconds.
      yield;
    }
    let count = 0;
    for (const group of groups) {
      const isSurplus = surplus.has(group);
      const isInWork = group.files.some((file) => isBegun(file) && !isLeft(file, now));
      if (!isSurplus && group.time > 0) again = Math.min(again, group.time + maxAge - now);
      for (const file of group.files) {
        if (++count % BATCH === 0) yield;
        if (isSurplus) {
          if (isSettled(file)) yield* remove(file);
          else again = Math.min(again, SETTLED);
        } else if (isBegun(file)) {
          // An empty one is a name for a file whose process was killed before it was renamed.
          if (isLeft(file, now)) yield* remove(file);
          else again = Math.min(again, SETTLED);
        } else if (file.suffix === COMPRESSED) {
          if (group.files.length === 1) done.push(doneOf(file));
        } else if (!isSettled(file)) {
          again = Math.min(again, SETTLED);
        } else if (!gzip) {
          done.push(doneOf(file));
        } else if (!isInWork) {
          uncompressed.push(file.path);
        }
      }
    }
    this.#seen = seen;
    const newest = known.findLast(({ time }) => !isAhead(time, now))?.time ?? 0;
    return {
      uncompressed,
      done,
      again: Number.isFinite(again) ? Math.max(again, 0) : undefined,
      newest,
      strangers,
      failure: failures[0],
    };
  }

  /** Of these files those that are ours to touch. */
  *#known(files: readonly RotatedFile[], strangers: Stranger[]): Steps<Known[]> {
    const known: Known[] = [];
    let count = 0;
    for (const file of files) {
      if (++count % BATCH === 0) yield;
      const stats = this.#statsOf(file.path, strangers);
      if (stats !== undefined) known.push({ ...file, stats });
    }
    return known;
  }

  /** Rotates the log files of those that have ended. Returns whether there were any. */
  *#takeOver(
    left: readonly string[],
    strangers: Stranger[],
    failures: unknown[],
    now: number,
  ): Steps<boolean> {
    let isAny = false;
    let count = 0;
    for (const path of left) {
      if (++count % BATCH === 0) yield;
      const stats = this.#statsOf(path, strangers);
      if (stats === undefined || Math.abs(now - stats.mtimeMs) < SETTLED) continue;
      const { size, mtimeMs } = stats;
      const takeOver = () => {
        if (size === 0) fs.rmSync(path, { force: true });
        else renameTo(reserve(path, Math.min(mtimeMs, now), 0).path, path);
      };
      attempt(failures, () => locked(lockOf(path), takeOver));
      isAny ||= size > 0;
    }
    return isAny;
  }

  #statsOf(path: string, strangers: Stranger[]): fs.Stats | undefined {
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isFile() && this.#owners.has(stats.uid)) return stats;
    const whose = stats.isFile() ? ` of the user ${stats.uid}` : "";
    strangers.push({ path, kind: `${kindOf(stats)}${whose}` });
    return undefined;
  }

  /** Those that are to be removed. */
  #surplus(groups: readonly Group[], now: number): Set<Group> {
    const { keep, maxTotal, maxAge } = this.#retention;
    const surplus = new Set<Group>();
    let [count, total] = [0, 0];
    for (const group of groups.toReversed()) {
      const bytes = group.files.reduce((sum, { stats }) => sum + stats.size, 0);
      // A name that is reserved, or what was left half compressed, is no file yet.
      if (group.files.every(isBegun)) continue;
      count++;
      total += bytes;
      if (count > keep || total > maxTotal || now - group.time > maxAge) surplus.add(group);
    }
    return surplus;
  }
}

/** Where the lock of a log file is. */
export function lockOf(path: string): string {
  return `${path}.lock`;
}

/** Renames a file to a name that was reserved. Throws what the system says, and frees the name. */
export function renameTo(reserved: string, path: string): void {
  try {
    fs.renameSync(path, reserved);
  } catch (error) {
    fs.rmSync(reserved, { force: true });
    throw error;
  }
}

function attempt(failures: unknown[], work: () => void): void {
  try {
    work();
  } catch (error) {
    failures.push(error);
  }
}

/** Whether somebody is at it, or was: it is no file that has records and nothing else. */
function isBegun({ suffix, stats }: Known): boolean {
  return suffix === BEING_COMPRESSED || stats.size === 0;
}

function isLeft({ stats }: Known, now: number): boolean {
  return Math.abs(now - stats.mtimeMs) >= LEFT;
}

function doneOf({ path, stats, time }: Known): DoneFile {
  return { path, size: stats.size, time };
}

/** By the file that was renamed, in the order of the files. */
function groupsOf(files: readonly Known[]): Group[] {
  const groups = new Map<string, Group>();
  for (const file of files) {
    const name = `${file.log}.${file.stamp}`;
    const group = groups.get(name) ?? { time: file.time, files: [] };
    groups.set(name, group);
    group.files.push(file);
  }
  return [...groups.values()];
}
