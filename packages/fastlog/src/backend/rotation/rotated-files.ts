import fs from "node:fs";
import { SystemDate } from "../../time/system-time.ts";

/** Stands behind a rotated file's name while it is compressed, and afterwards. */
export const COMPRESSED = ".gz";
export const BEING_COMPRESSED = ".gz.tmp";

/** A stamp, `20261125T154327.123Z`, and a suffix, as the source of a regular expression. */
export const STAMPED = "(?<stamp>\\d{8}T\\d{6}\\.\\d{3}Z)(?<suffix>|\\.gz|\\.gz\\.tmp)";

/** A stamp that is further ahead of the clock than this, in milliseconds, is of a clock that was wrong. */
const AHEAD = 3_600_000;

/** The last time that a stamp can have. */
const LAST = SystemDate.UTC(9999, 11, 31, 23, 59, 59, 999);

/** One of the files that a log file has become. */
export interface RotatedFile {
  readonly path: string;
  /** The path of the log file. */
  readonly log: string;
  /** When it was renamed, in UTC, as its name has it. */
  readonly stamp: string;
  /** The same in milliseconds. */
  readonly time: number;
  readonly suffix: "" | typeof COMPRESSED | typeof BEING_COMPRESSED;
}

/** Whether a stamp is of a clock that was far ahead, and not of the order in which files were rotated. */
export function isAhead(time: number, now: number): boolean {
  return time > now + AHEAD;
}

/** The oldest first. Those of a clock that was far ahead are taken for older than all others. */
export function byAge(now: number): (a: RotatedFile, b: RotatedFile) => number {
  return (a, b) =>
    Number(isAhead(b.time, now)) - Number(isAhead(a.time, now)) ||
    a.time - b.time ||
    (a.path < b.path ? -1 : 1);
}

/**
 * Makes an empty file that a log file is to be renamed to: two who do this at the same time get two
 * names, and so no rename ever replaces what somebody has rotated. Its stamp is `now`, or the first
 * millisecond behind `newest`, so that names ascend even where the clock was set back a little.
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

/** When a stamp says that a file was renamed; `NaN` where it is no date. */
export function timeOf(stamp: string): number {
  return SystemDate.parse(stamp.replace(/^(....)(..)(..)T(..)(..)/, "$1-$2-$3T$4:$5:"));
}

function stampOf(time: number): string {
  return new SystemDate(time).toISOString().replaceAll(/[-:]/g, "");
}

/** A clock may show anything. */
function usable(time: number): number {
  return time >= 0 && time <= LAST ? Math.floor(time) : 0;
}
