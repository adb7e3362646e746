import { Buffer } from "node:buffer";
import fs from "node:fs";
import { basename, dirname, extname, join } from "node:path";

/** How far file timestamps may lag behind the clock, in milliseconds: a tick of the kernel. */
const TICK = 20;

/** Number of files that are examined, the newest first. */
const MOST = 16;

/** A file to which a log file was copied before it was truncated. */
export interface Copy {
  readonly path: string;
  readonly size: number;
  /** Identifies the file, also after it is renamed. */
  readonly id: string;
}

/** Copies of a file, the newest last. */
export interface Copies {
  /** The copy of the file that began with the given head. */
  readonly copy: Copy;
  /** Later copies, if the file was truncated more than once. */
  readonly later: readonly Copy[];
}

/**
 * Finds the copy of a file that began with `head`. The copy is in the same folder, has the name of the file with a
 * number added (`app.log.1`, `app.log-20261125`, `app-20261125.log`), is not compressed, was finished after `since`,
 * and is not one of `used`.
 */
export function findCopies(
  path: string,
  head: Buffer,
  since: number,
  used: readonly string[],
): Copies | undefined {
  const copies = copiesOf(path, since)
    .filter(({ id }) => !used.includes(id))
    .slice(-MOST);
  // Compare as much of the head as the copy has: the rest may have been written after it was made.
  const known = copies.map(({ path, size }) => {
    const start = readAt(path, 0, Math.min(size, head.length));
    return start.equals(head.subarray(0, start.length)) ? start.length : -1;
  });
  // An empty file may be the copy of any file.
  const best = known.lastIndexOf(Math.max(...known));
  const copy = copies[best];
  if (copy === undefined || known[best] === -1) return undefined;
  return { copy, later: copies.slice(best + 1) };
}

function copiesOf(path: string, since: number): Copy[] {
  const folder = dirname(path);
  const [base, stem] = [basename(path), basename(path, extname(path))];
  const found: (Copy & { readonly mtimeMs: number })[] = [];
  for (const name of fs.readdirSync(folder)) {
    if (!isNumbered(name, base) && !isNumbered(name, stem)) continue;
    const copy = join(folder, name);
    const stats = fs.lstatSync(copy, { throwIfNoEntry: false });
    if (!stats?.isFile() || stats.mtimeMs < since - TICK || copy === path) continue;
    const { size, mtimeMs, ino } = stats;
    found.push({ path: copy, size, mtimeMs, id: `${ino} ${mtimeMs}` });
  }
  return found.sort((a, b) => a.mtimeMs - b.mtimeMs);
}

function isNumbered(name: string, start: string): boolean {
  return name.startsWith(start) && /^[.-]\d/.test(name.slice(start.length));
}

/** Reads at most `length` bytes of a file from an offset; nothing if it cannot be read. */
export function readAt(path: string, position: number, length: number): Buffer {
  let fd: number | undefined;
  try {
    const { O_RDONLY, O_NONBLOCK } = fs.constants;
    // Do not wait for a named pipe.
    fd = fs.openSync(path, O_RDONLY | O_NONBLOCK);
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
