import { Buffer } from "node:buffer";
import fs from "node:fs";
import { wait } from "../../time/sleep.ts";

const NEWLINE = 0x0a;

const MOST_LOOKS = 50;

/** Where writers cannot be waited for: so long none of them takes, in milliseconds. */
const PATIENCE = 20;

/**
 * Whether a file ends inside of a line, and stays so: while another process writes to it, its size may
 * already say half of what is being written.
 */
export function endsInsideLine(fd: number): boolean {
  let before = -1;
  for (let look = 0; look < MOST_LOOKS; look++) {
    const size = sizeOf(fd);
    if (size === 0 || lastByte(fd, size) === NEWLINE) return false;
    // Nobody was writing in between, or it would be longer.
    if (size === before) return true;
    before = size;
    waitForWriters(fd);
  }
  return false;
}

/** A write holds the inode's lock to its end, and so does a change of the mode, be it none. */
function waitForWriters(fd: number): void {
  try {
    fs.fchmodSync(fd, fs.fstatSync(fd).mode & 0o7777);
  } catch {
    // It is somebody else's file.
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

/** A newline where the file cannot be read. */
function lastByte(fd: number, size: number): number {
  const byte = Buffer.of(NEWLINE);
  try {
    fs.readSync(fd, byte, 0, 1, size - 1);
  } catch {
    // Opened for writing only.
  }
  return byte[0] as number;
}
