import { Buffer } from "node:buffer";
import fs from "node:fs";
import { LineReader } from "../read/line-reader.ts";
import { TimeReader } from "../read/read-time.ts";

/** In bytes: a place is exact enough, and its lines are read anyway. */
const NEAR = 64 * 1024;
/** In bytes: what is read at a place to find a record with a time. */
const LOOK = 256 * 1024;
/** Records of several threads and processes in one file are out of order by as much, in milliseconds. */
const TOLERANCE = 5_000;
/** Places that are looked at to see whether a file is sorted. */
const CHECKS = 16;

const NEWLINE = 0x0a;

/** A part of a file, in bytes. It begins and ends anywhere in a line. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A place in a file, and the time of the first record from there on. */
interface Probe {
  readonly at: number;
  readonly ms: number;
}

/**
 * The part of a sorted file that has the records of a time, found by looking at a few places. The whole file if it is not
 * sorted, as far as the places tell, or has records without times.
 */
export function rangeOf(
  fd: number,
  size: number,
  since: number | undefined,
  until: number | undefined,
  template?: string,
): Range {
  const whole = { start: 0, end: size };
  if (size <= LOOK) return whole;
  const probes: Probe[] = [];
  const reader = new ProbeReader(fd, size, template);
  const look = (at: number): number | undefined => {
    const ms = reader.timeAt(at);
    if (ms !== undefined) probes.push({ at, ms });
    return ms;
  };
  for (let i = 0; i < CHECKS; i++) {
    if (look(Math.floor((size / CHECKS) * i)) === undefined) return whole;
  }
  const start = since === undefined ? 0 : firstFrom(since - TOLERANCE, size, look);
  const end = until === undefined ? size : firstFrom(until + TOLERANCE + 1, size, look) + LOOK;
  return isSorted(probes) ? { start, end: Math.min(size, end) } : whole;
}

/** A place before all records from `ms` on, not far from the first. */
function firstFrom(ms: number, size: number, look: (at: number) => number | undefined): number {
  let before = 0;
  let after = size;
  while (after - before > NEAR) {
    const middle = Math.floor((before + after) / 2);
    const found = look(middle);
    if (found !== undefined && found < ms) before = middle;
    else after = middle;
  }
  return before;
}

function isSorted(probes: Probe[]): boolean {
  probes.sort((a, b) => a.at - b.at);
  let latest = -Infinity;
  for (const { ms } of probes) {
    if (ms < latest - TOLERANCE) return false;
    latest = Math.max(latest, ms);
  }
  return true;
}

/** Reads the time of records at places of a file. */
class ProbeReader {
  readonly #fd: number;
  readonly #size: number;
  readonly #template: string | undefined;
  readonly #bytes: Buffer = Buffer.allocUnsafe(LOOK);
  readonly #times = new TimeReader();

  constructor(fd: number, size: number, template: string | undefined) {
    this.#fd = fd;
    this.#size = size;
    this.#template = template;
  }

  /** The time of the first record that begins at a place or after it; `undefined` if none is near. */
  timeAt(at: number): number | undefined {
    const read = fs.readSync(this.#fd, this.#bytes, 0, Math.min(LOOK, this.#size - at), at);
    const bytes = this.#bytes.subarray(0, read);
    const lines = new LineReader(this.#template);
    let from = at === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
    if (at > 0 && from === 0) return undefined;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, from);
      if (end < 0) return undefined;
      // The first part of a line that a container runtime cut tells its time, too.
      if (lines.read(bytes, from, end) === "record") {
        const { ms } = this.#times.of(lines.record);
        if (!Number.isNaN(ms)) return ms;
      }
      from = end + 1;
    }
  }
}

/** Where the last `count` lines of a file begin. */
export function lastLines(fd: number, size: number, count: number): number {
  if (count === 0) return size;
  const bytes = Buffer.allocUnsafe(NEAR);
  let left = count;
  let end = size;
  // The newline at the end of the file ends the last line, and begins none.
  let isLast = true;
  while (end > 0) {
    const start = Math.max(0, end - NEAR);
    const read = fs.readSync(fd, bytes, 0, end - start, start);
    for (let at = read - 1; at >= 0; at--) {
      if (bytes[at] === NEWLINE && !isLast && --left === 0) return start + at + 1;
      isLast = false;
    }
    end = start;
  }
  return 0;
}
