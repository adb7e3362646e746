import { closeSync, openSync, readSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { now } from "../measure/clock.js";
import { Proof } from "./proof.js";

const NEWLINE = 10;
const PIECE = 1 << 20;
/** Milliseconds without a new line after which missing records count as lost. */
const QUIET = 500;

/**
 * Reads all of a file back, and proves that each line is the record that was logged.
 *
 * @param {string} path
 * @param {string} scenario
 * @param {(line: string) => import("./proof.js").Read} [read] Without one, lines are only counted.
 * @returns {{ records: number, bytes: number }}
 */
export function delivered(path, scenario, read) {
  const proof = new Proof(scenario);
  return eachLine(path, read === undefined ? undefined : (line) => proof.record(read(line)));
}

/**
 * @param {string} path
 * @param {(line: string) => void} [take]
 */
export function eachLine(path, take) {
  const fd = openSync(path, "r");
  const piece = Buffer.allocUnsafeSlow(PIECE);
  let [records, bytes, kept] = [0, 0, 0];
  for (;;) {
    const got = readSync(fd, piece, kept, PIECE - kept, null);
    if (got === 0) break;
    bytes += got;
    const end = kept + got;
    let start = 0;
    for (let at = piece.indexOf(NEWLINE); at !== -1 && at < end; ) {
      take?.(piece.toString("utf8", start, at));
      records++;
      start = at + 1;
      at = piece.indexOf(NEWLINE, start);
    }
    piece.copy(piece, 0, start, end);
    kept = end - start;
  }
  closeSync(fd);
  if (kept > 0) throw new Error(`${path}: a torn line: ${piece.toString("utf8", 0, kept)}`);
  return { records, bytes };
}

/**
 * Waits until a file has that many lines, or gets no more.
 *
 * @param {string} path
 * @param {number} records
 */
export async function settled(path, records) {
  let count = countLines(path);
  for (let since = performance.now(); count < records && performance.now() - since < QUIET; ) {
    await wait(5);
    const before = count;
    count = countLines(path);
    if (count > before) since = performance.now();
  }
  return count;
}

/**
 * When a file was last written, by the clock that all processes share. The end of `close` would be later, as some loggers
 * call fsync there.
 *
 * @param {string} path
 */
export function lastWritten(path) {
  return now() - (Date.now() - statSync(path).mtimeMs);
}

/** Whole lines; the last line may be incomplete. @param {string} path */
function countLines(path) {
  const fd = openSync(path, "r");
  const piece = Buffer.allocUnsafeSlow(PIECE);
  let lines = 0;
  for (let got = readSync(fd, piece); got > 0; got = readSync(fd, piece)) {
    const some = piece.subarray(0, got);
    for (let at = some.indexOf(NEWLINE); at !== -1; at = some.indexOf(NEWLINE, at + 1)) lines++;
  }
  closeSync(fd);
  return lines;
}
