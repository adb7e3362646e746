import fs from "node:fs";
import { systemTime } from "../time.ts";

/** Whoever holds a lock for so long, in milliseconds, was stopped, or ended without a word. */
const STALE = 10_000;

/**
 * Does something unless another thread or process is at it; then `false`. The lock is a file with the pid of
 * who holds it. Throws what `work` throws, and where the lock cannot be made.
 *
 * It keeps others from doing the same work, and no more: two may hold it for a moment where both find a
 * stale one, or where processes of several containers share a folder and cannot see each other's pids.
 */
export function locked(path: string, work: () => void): boolean {
  const fd = take(path) ?? (removeStale(path) ? take(path) : undefined);
  if (fd === undefined) return false;
  try {
    work();
  } finally {
    release(path, fd);
  }
  return true;
}

/** Removes a lock that nobody holds any more; `false` where there is none or it is held. */
export function removeStale(path: string): boolean {
  try {
    if (!isOld(path) && !isOfDead(path)) return false;
    fs.unlinkSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    throw error;
  }
}

function take(path: string): number | undefined {
  try {
    const fd = fs.openSync(path, "wx", 0o600);
    fs.writeSync(fd, `${process.pid}\n`);
    return fd;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  }
}

function release(path: string, fd: number): void {
  const { ino } = fs.fstatSync(fd);
  fs.closeSync(fd);
  // It may have been taken for stale, and be somebody else's by now.
  if (fs.statSync(path, { throwIfNoEntry: false })?.ino === ino) fs.rmSync(path, { force: true });
}

function isOld(path: string): boolean {
  // The clock may have been set back, too.
  return Math.abs(systemTime() - fs.statSync(path).mtimeMs) >= STALE;
}

function isOfDead(path: string): boolean {
  const pid = Number.parseInt(fs.readFileSync(path, "utf8"), 10);
  // Not written yet: then it is as old as it is.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
