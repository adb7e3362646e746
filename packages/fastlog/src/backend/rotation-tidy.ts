import fs from "node:fs";
import { BEING_COMPRESSED, COMPRESSED, type RotatedFile, rotatedFiles } from "./rotation-files.ts";
import { removeStale } from "./rotation-lock.ts";

/**
 * A rotated file may still be written to, by those who have not noticed, until nothing has happened to it
 * for so long, in milliseconds. They look at the path's inode once a second.
 */
export const SETTLED = 3_000;

/** What nobody has worked on for so long, in milliseconds, was left by a process that was killed. */
const LEFT = 60_000;

/** What there is to do with the rotated files, beside what was done at once. */
export interface Untidy {
  /** Those to be compressed, the oldest first. */
  readonly uncompressed: readonly string[];
  /** Whether some are to be removed or compressed as soon as they have settled, or are known to be left. */
  readonly isLater: boolean;
}

/**
 * Removes the rotated files that are too many, and what processes that were killed have left. Any number
 * of threads and processes may do this at the same time. Throws what the system says of the first one that
 * cannot be removed.
 */
export function tidy(path: string, keep: number, gzip: boolean, now: number): Untidy {
  removeStale(lockOf(path));
  const files = rotatedFiles(path);
  const surplus = surplusStamps(files, keep);
  const inWork = new Set<string>();
  const uncompressed: RotatedFile[] = [];
  let isLater = false;
  for (const file of files) {
    const isSurplus = surplus.has(file.stamp);
    if (file.suffix === COMPRESSED && !isSurplus) continue;
    const stats = fs.statSync(file.path, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    const isSettled = Math.abs(now - stats.ctimeMs) >= SETTLED;
    if (isSurplus) {
      if (isSettled) fs.rmSync(file.path, { force: true });
      else isLater = true;
    } else if (file.suffix === BEING_COMPRESSED || stats.size === 0) {
      // An empty one is a name for a file whose process was killed before it was renamed.
      if (Math.abs(now - stats.mtimeMs) >= LEFT) {
        fs.rmSync(file.path, { force: true });
      } else {
        inWork.add(file.stamp);
        isLater = true;
      }
    } else if (gzip) {
      if (isSettled) uncompressed.push(file);
      else isLater = true;
    }
  }
  const free = uncompressed.filter(({ stamp }) => !inWork.has(stamp));
  return { uncompressed: free.map((file) => file.path), isLater };
}

/** Where the lock of a log file is. */
export function lockOf(path: string): string {
  return `${path}.lock`;
}

/** A file and what it is being compressed to are one. */
function surplusStamps(files: readonly RotatedFile[], keep: number): Set<string> {
  const stamps = [...new Set(files.map(({ stamp }) => stamp))];
  return new Set(stamps.slice(0, Math.max(0, stamps.length - keep)));
}
