import fs from "node:fs";
import { basename, dirname, extname, join } from "node:path";

/** By how much the clock that files are stamped with may be behind, in milliseconds: a tick of the kernel. */
const TICK = 20;

/** So many files are looked at, the newest first. */
const MOST = 16;

/** A file to which another one was copied before that was truncated. */
export interface Copy {
  readonly path: string;
  readonly size: number;
}

/**
 * The newest copy of a file that began with `head`. It lies in the same folder, is called as the file is, up to
 * its extension, with something behind it (`app.log.1`, `app.log-20261125`, `app-20261125.log`), is not
 * compressed, and was finished since `since`, when the file had `least` bytes.
 */
export function findCopy(
  path: string,
  head: Buffer,
  least: number,
  since: number,
): Copy | undefined {
  const folder = dirname(path);
  const stem = basename(path, extname(path));
  const found: { path: string; size: number; mtimeMs: number }[] = [];
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(`${stem}.`) && !name.startsWith(`${stem}-`)) continue;
    if (name === basename(path)) continue;
    const candidate = join(folder, name);
    const stats = fs.lstatSync(candidate, { throwIfNoEntry: false });
    if (!stats?.isFile() || stats.size < least || stats.mtimeMs < since - TICK) continue;
    found.push({ path: candidate, size: stats.size, mtimeMs: stats.mtimeMs });
  }
  found.sort((a, b) => b.mtimeMs - a.mtimeMs);
  return found.slice(0, MOST).find(({ path, size }) => {
    // It may be shorter than the head, part of which was written behind it.
    const start = readAt(path, 0, Math.min(size, head.length));
    return start.equals(head.subarray(0, start.length));
  });
}

/** What a file has from there on, so many bytes at most; nothing where it cannot be read. */
export function readAt(path: string, position: number, length: number): Buffer {
  let fd: number | undefined;
  try {
    fd = fs.openSync(path, "r");
    const there = Math.max(0, Math.min(length, fs.fstatSync(fd).size - position));
    const bytes = Buffer.allocUnsafeSlow(there);
    let read = 0;
    while (read < there) {
      const size = fs.readSync(fd, bytes, read, there - read, position + read);
      if (size === 0) break;
      read += size;
    }
    return bytes.subarray(0, read);
  } catch {
    return Buffer.alloc(0);
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}
