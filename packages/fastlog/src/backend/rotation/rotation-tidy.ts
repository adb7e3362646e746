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
 * A rotated file is settled after it was unchanged for this long, in milliseconds. Until then, writers may not have
 * noticed the rotation: they compare the inode of the path once a second.
 */
export const SETTLED = 3_000;

/** A reserved or half compressed file that was unchanged for this long, in milliseconds, belonged to a killed process. */
const LEFT = 60_000;

/** A difference of the clocks of this many milliseconds means that the wall clock was set. */
const STEP = 1_000;

/** Number of files that are examined in one step. */
const BATCH = 256;

/** Bounds of the rotated files that are kept. Others are removed, the oldest first. */
export interface Retention {
  readonly keep: number;
  /** Total size in bytes. */
  readonly maxTotal: number;
  /** Age in milliseconds since the rotation. */
  readonly maxAge: number;
  /** Whether rotated files are compressed. */
  readonly gzip: boolean;
}

/** An entry of the folder that has the name of a rotated file, and is not touched. */
export interface Stranger {
  readonly path: string;
  /** Kind and owner of the entry: `a symbolic link`. */
  readonly kind: string;
}

/** Result of a run, with the work that is left. */
export interface Untidy {
  /** Files to compress, the oldest first. */
  readonly uncompressed: readonly string[];
  /** Complete files, the oldest first: they stay as they are until they are removed. */
  readonly done: readonly DoneFile[];
  /** Delay in milliseconds until the next run is needed; `undefined` if none is. */
  readonly again: number | undefined;
  /** Time of the newest rotation, without stamps that are far ahead. */
  readonly newest: number;
  readonly strangers: readonly Stranger[];
  /** Error of the first file that cannot be removed. */
  readonly failure: unknown;
}

/** A complete rotated file. */
export interface DoneFile {
  readonly path: string;
  readonly size: number;
  readonly time: number;
}

/** A rotated file with its stats. */
interface Known extends RotatedFile {
  readonly stats: fs.Stats;
}

/** A rotated file, and its compressed and half compressed forms. */
interface Group {
  readonly time: number;
  readonly files: Known[];
}

/** Removes surplus rotated files, and finds those to compress. */
export class Tidying {
  readonly path: string;
  readonly #pattern: string;
  readonly #retention: Retention;
  readonly #owners: ReadonlySet<number>;
  readonly #monotonic: () => number;
  /** For each file, its last known change, and since when that is known by the monotonic clock. */
  #seen: ReadonlyMap<string, { readonly ctimeMs: number; readonly since: number }> = new Map();
  /** Initial difference of the two clocks. */
  readonly #offset: number;

  /**
   * `path` is the resolved path of the log file, and `pattern` has the tokens. Files that belong to none of `owners`,
   * by uid, are not touched.
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
   * Tidies the folder. Any number of threads and processes may do so at the same time. Throws errors of reading the
   * folder.
   */
  *run(now: number): Steps<Untidy> {
    const failures: unknown[] = [];
    // A failure is reported by the next rotation.
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
      // `ctime` was measured by the wall clock, which may have been set since.
      return !wasSet && Math.abs(now - ctimeMs) >= SETTLED;
    };
    const uncompressed: string[] = [];
    const done: DoneFile[] = [];
    let again = takenOver ? SETTLED : Number.POSITIVE_INFINITY;
    function* remove({ path }: Known): Steps<void> {
      attempt(failures, () => fs.rmSync(path, { force: true }));
      // Removing a large file takes milliseconds.
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
          // An empty file is a reserved name whose process was killed before the rename.
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

  /** The files that may be touched. The others are added to `strangers`. */
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

  /** Rotates the log files of ended writers. Returns whether there were any. */
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

  /** The groups to remove. */
  #surplus(groups: readonly Group[], now: number): Set<Group> {
    const { keep, maxTotal, maxAge } = this.#retention;
    const surplus = new Set<Group>();
    let [count, total] = [0, 0];
    for (const group of groups.toReversed()) {
      const bytes = group.files.reduce((sum, { stats }) => sum + stats.size, 0);
      // A reserved name or a half compressed file does not count.
      if (group.files.every(isBegun)) continue;
      count++;
      total += bytes;
      if (count > keep || total > maxTotal || now - group.time > maxAge) surplus.add(group);
    }
    return surplus;
  }
}

/** Path of the lock of a log file. */
export function lockOf(path: string): string {
  return `${path}.lock`;
}

/** Renames a file to a reserved name. Throws the error of the system, and frees the name then. */
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

/** Whether the file is a reserved name, or half compressed. */
function isBegun({ suffix, stats }: Known): boolean {
  return suffix === BEING_COMPRESSED || stats.size === 0;
}

function isLeft({ stats }: Known, now: number): boolean {
  return Math.abs(now - stats.mtimeMs) >= LEFT;
}

function doneOf({ path, stats, time }: Known): DoneFile {
  return { path, size: stats.size, time };
}

/** Groups files by the file that was renamed, in order. */
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
