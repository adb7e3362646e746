import { closeSync, fstatSync, openSync, readSync, statSync, truncateSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

const NEWLINE = 10;
/** How long a write that a thread of Node is still busy with is waited for, in milliseconds. */
const PATIENCE = 1000;

/** Looks into the file whether what was logged is there. Of a device nothing can be asked. */
export class Delivery {
  #path;
  #isFile;

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
    this.#isFile = statSync(path, { throwIfNoEntry: false })?.isCharacterDevice() !== true;
  }

  /** Empties the file; everyone has it open for appending. */
  clear() {
    if (this.#isFile) truncateSync(this.#path);
  }

  /**
   * Throws unless the file has, or soon gets, as many lines as were logged.
   *
   * @param {string} name Who logged them.
   * @param {number} logged
   */
  async check(name, logged) {
    if (!this.#isFile) return;
    let delivered = countLines(this.#path);
    for (let waited = 0; delivered < logged && waited < PATIENCE; waited++) {
      await wait(1);
      delivered = countLines(this.#path);
    }
    if (delivered !== logged) {
      throw new Error(`${name}: ${logged} records were logged and ${delivered} delivered`);
    }
  }
}

/** @param {string} path */
function countLines(path) {
  const fd = openSync(path, "r");
  const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size);
  let length = 0;
  while (length < bytes.length)
    length += readSync(fd, bytes, length, bytes.length - length, length);
  closeSync(fd);
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
