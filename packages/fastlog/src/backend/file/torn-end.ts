import { Buffer } from "node:buffer";
import fs from "node:fs";
import { wait } from "../../time/sleep.ts";

const NEWLINE = 0x0a;

const MOST_LOOKS = 50;

/** Assumed duration of a write of others, if it cannot be waited for, in milliseconds. */
const PATIENCE = 20;

/**
 * Whether a file ends inside a line, and stays so. While another process writes, the size may already include half of
 * its write.
 */
export function endsInsideLine(fd: number): boolean {
  let before = -1;
  for (let look = 0; look < MOST_LOOKS; look++) {
    const size = sizeOf(fd);
    if (size === 0 || lastByte(fd, size) === NEWLINE) return false;
    // Without a writer the size stays the same.
    if (size === before) return true;
    before = size;
    waitForWriters(fd);
  }
  return false;
}

/** A write holds the lock of the inode until it ends; changing the mode, even to the same one, waits for it. */
function waitForWriters(fd: number): void {
  try {
    fs.fchmodSync(fd, fs.fstatSync(fd).mode & 0o7777);
  } catch {
    // The file belongs to another user.
    wait(PATIENCE);
  }
}

function sizeOf(fd: number): number {
  try {
    return fs.fstatSync(fd).size;
  } catch {
    return 0;
  }
}

/** The last byte; a newline if the file cannot be read. */
function lastByte(fd: number, size: number): number {
  const byte = Buffer.of(NEWLINE);
  try {
    fs.readSync(fd, byte, 0, 1, size - 1);
  } catch {
    // It was opened for writing only.
  }
  return byte[0] as number;
}
