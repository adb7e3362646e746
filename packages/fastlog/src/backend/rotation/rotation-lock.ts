import { Buffer } from "node:buffer";
import fs from "node:fs";
import { systemTime } from "../../time/system-time.ts";
import { kindOf } from "./entry-kind.ts";

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

/**
 * Removes a lock that nobody holds any more; `false` where there is none or it is held. Throws where
 * something else is in its place: that is somebody's, and stays.
 */
export function removeStale(path: string): boolean {
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return true;
  if (!stats.isFile()) {
    throw new Error(`"${path}" is ${kindOf(stats)} (expected nothing there, or a lock)`);
  }
  if (!isOld(stats) && !isOfDead(path)) return false;
  fs.rmSync(path, { force: true });
  return true;
}

function take(path: string): number | undefined {
  let fd: number;
  try {
    // Neither follows a link nor waits for whoever opens a named pipe.
    fd = fs.openSync(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  }
  try {
    fs.writeSync(fd, `${process.pid}\n`);
  } catch {
    // On a full disk it is known by its age alone.
  }
  return fd;
}

function release(path: string, fd: number): void {
  const { ino } = fs.fstatSync(fd);
  fs.closeSync(fd);
  // It may have been taken for stale, and be somebody else's by now.
  if (fs.lstatSync(path, { throwIfNoEntry: false })?.ino === ino) fs.rmSync(path, { force: true });
}

function isOld({ mtimeMs }: fs.Stats): boolean {
  // The clock may have been set back, too.
  return Math.abs(systemTime() - mtimeMs) >= STALE;
}

function isOfDead(path: string): boolean {
  const pid = pidIn(path);
  // Not written yet, or not to be read: then it is as old as it is.
  return pid > 0 && !isRunning(pid);
}

/** Whether there is a process with that pid, as far as this one can see. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Reads a lock; 0 where it cannot be read. Somebody may put anything in its place at any time. */
function pidIn(path: string): number {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  let fd: number | undefined;
  try {
    fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const bytes = Buffer.alloc(16);
    const size = fs.readSync(fd, bytes);
    const pid = Number.parseInt(bytes.toString("latin1", 0, size), 10);
    return Number.isSafeInteger(pid) ? pid : 0;
  } catch {
    return 0;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}
