import { Buffer } from "node:buffer";
import fs from "node:fs";
import { systemTime } from "../../time/system-time.ts";
import { kindOf } from "./entry-kind.ts";

/** After this time, in milliseconds, the holder of a lock was stopped, or has ended without releasing it. */
const STALE = 10_000;

/**
 * Runs `work` unless another thread or process holds the lock; then it returns `false`. The lock is a file with the pid
 * of its holder. Throws errors of `work`, and of making the lock.
 *
 * The lock only avoids duplicate work. Two may hold it for a moment if both find a stale lock, or if containers share a
 * folder and cannot see each other's pids.
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
 * Removes a stale lock. Returns `false` if another thread or process holds it. Throws if something else is at the path,
 * which stays.
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
    // Neither follows a link nor waits for the reader of a named pipe.
    fd = fs.openSync(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  }
  try {
    fs.writeSync(fd, `${process.pid}\n`);
  } catch {
    // On a full disk only its age shows that it is stale.
  }
  return fd;
}

function release(path: string, fd: number): void {
  const { ino } = fs.fstatSync(fd);
  fs.closeSync(fd);
  // Another process may have taken it for stale, and made its own.
  if (fs.lstatSync(path, { throwIfNoEntry: false })?.ino === ino) fs.rmSync(path, { force: true });
}

function isOld({ mtimeMs }: fs.Stats): boolean {
  // Absolute, because the clock may have been set back.
  return Math.abs(systemTime() - mtimeMs) >= STALE;
}

function isOfDead(path: string): boolean {
  const pid = pidIn(path);
  // Without a readable pid only its age counts.
  return pid > 0 && !isRunning(pid);
}

/** Whether a process with that pid is visible. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Reads the pid in a lock; 0 if it cannot be read. Anything may be at the path at any time. */
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
