import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { SystemDate } from "../time.ts";

/** What stands behind a rotated file's name while it is compressed, and afterwards. */
export const COMPRESSED = ".gz";
export const BEING_COMPRESSED = ".gz.tmp";

/** `20261125T154327.123Z`, and what may stand behind it. */
const NAME = /^(\d{8}T\d{6}\.\d{3}Z)(|\.gz|\.gz\.tmp)$/;

/** One of the files that a log file has become. */
export interface RotatedFile {
  readonly path: string;
  /** When it was renamed, in UTC. Files in the order of their stamps are in the order of their records. */
  readonly stamp: string;
  readonly suffix: "" | typeof COMPRESSED | typeof BEING_COMPRESSED;
}

/** The files that were rotated from this one, the oldest first. Names of any other form are not ours. */
export function rotatedFiles(path: string): RotatedFile[] {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  const files: RotatedFile[] = [];
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(start)) continue;
    const [, stamp, suffix] = NAME.exec(name.slice(start.length)) ?? [];
    if (stamp === undefined) continue;
    files.push({ path: join(folder, name), stamp, suffix: suffix as RotatedFile["suffix"] });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Makes an empty file that the log file is to be renamed to: two who do this at the same time get two
 * names, and so no rename ever replaces what somebody has rotated. The name is that of `now`, or of the first
 * millisecond behind the newest file, so that names ascend even where the clock was set back.
 */
export function reserve(path: string, now: number): string {
  const newest = rotatedFiles(path).at(-1)?.stamp;
  for (let time = Math.max(now, newest === undefined ? 0 : timeOf(newest) + 1); ; time++) {
    const reserved = `${path}.${stampOf(time)}`;
    try {
      fs.closeSync(fs.openSync(reserved, "wx", 0o600));
      return reserved;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function stampOf(time: number): string {
  return new SystemDate(time).toISOString().replaceAll(/[-:]/g, "");
}

function timeOf(stamp: string): number {
  const date = stamp.replace(/^(....)(..)(..)T(..)(..)/, "$1-$2-$3T$4:$5:");
  const time = SystemDate.parse(date);
  // A name of this form that is no date was not made here, and has no say.
  return Number.isNaN(time) ? 0 : time;
}
