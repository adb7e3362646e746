import { closeSync, fstatSync, openSync, readSync, statSync, truncateSync } from "node:fs";

const NEWLINE = 10;

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
   * Throws unless the file has as many lines as were logged.
   *
   * @param {string} name Who logged them.
   * @param {number} logged
   */
  check(name, logged) {
    if (!this.#isFile) return;
    const delivered = countLines(this.#path);
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
  while (length < bytes.length) length += readSync(fd, bytes, length, bytes.length - length, length);
  closeSync(fd);
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
