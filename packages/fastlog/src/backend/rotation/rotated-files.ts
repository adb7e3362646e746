import fs from "node:fs";
import { SystemDate } from "../../time/system-time.ts";

/** Suffixes of a rotated file while it is compressed, and afterwards. */
export const COMPRESSED = ".gz";
export const BEING_COMPRESSED = ".gz.tmp";

/** Source of a regular expression for a stamp, `20261125T154327.123Z`, and a suffix. */
export const STAMPED = "(?<stamp>\\d{8}T\\d{6}\\.\\d{3}Z)(?<suffix>|\\.gz|\\.gz\\.tmp)";

/** A stamp further ahead of the clock than this, in milliseconds, comes from a wrong clock. */
const AHEAD = 3_600_000;

/** The last time that a stamp can express. */
const LAST = SystemDate.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A file that a log file was renamed to. */
export interface RotatedFile {
  readonly path: string;
  /** Path of the log file. */
  readonly log: string;
  /** Time of the rename in UTC, as in the name. */
  readonly stamp: string;
  /** Time of the rename in milliseconds. */
  readonly time: number;
  readonly suffix: "" | typeof COMPRESSED | typeof BEING_COMPRESSED;
}

/** Whether a stamp is that of a clock that was far ahead, so that it says nothing about the order. */
export function isAhead(time: number, now: number): boolean {
  return time > now + AHEAD;
}

/** Sorts by age, the oldest first. Stamps that are far ahead come before all others. */
export function byAge(now: number): (a: RotatedFile, b: RotatedFile) => number {
  return (a, b) =>
    Number(isAhead(b.time, now)) - Number(isAhead(a.time, now)) ||
    a.time - b.time ||
    (a.path < b.path ? -1 : 1);
}

/**
 * Makes an empty file as the new name of a log file. Concurrent callers get different names, so no rename replaces a
 * rotated file. The stamp is `now`, or one millisecond after `newest`, so that names ascend even if the clock was set
 * back a little.
 */
export function reserve(path: string, now: number, newest: number): { path: string; time: number } {
  const start = isAhead(newest, now) ? now : Math.max(now, newest + 1);
  for (let time = usable(start); ; time++) {
    if (time > LAST) throw new Error("no name is free for the rotated file");
    const reserved = `${path}.${stampOf(time)}`;
    try {
      fs.closeSync(fs.openSync(reserved, "wx", 0o600));
      return { path: reserved, time };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Parses a stamp; `NaN` if it is not a date. */
export function timeOf(stamp: string): number {
  return SystemDate.parse(stamp.replace(/^(....)(..)(..)T(..)(..)/, "$1-$2-$3T$4:$5:"));
}

function stampOf(time: number): string {
  return new SystemDate(time).toISOString().replaceAll(/[-:]/g, "");
}

/** Bounds a time to what a stamp can express, because a clock may show anything. */
function usable(time: number): number {
  return time >= 0 && time <= LAST ? Math.floor(time) : 0;
}
