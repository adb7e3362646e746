import fs from "node:fs";
import { wait } from "./wait.ts";

const NEWLINE = 0x0a;

/** So often it has to look the same, and so often it is looked at all together. */
const LOOKS = 5;
const MOST_LOOKS = 50;
/** In milliseconds. */
const BETWEEN = 2;

/**
 * Whether a file ends inside of a line, and stays so: while another process writes to it, its size may
 * already say half of what is being written.
 */
export function endsInsideLine(fd: number): boolean {
  let same = 0;
  let before = -1;
  for (let look = 0; look < MOST_LOOKS && same < LOOKS; look++) {
    const size = sizeOf(fd);
    if (size === 0 || lastByte(fd, size) === NEWLINE) return false;
    same = size === before ? same + 1 : 0;
    before = size;
    wait(BETWEEN);
  }
  return same === LOOKS;
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
