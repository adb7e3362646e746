import { closeSync, fstatSync, openSync, readSync, statSync, truncateSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { BATCH } from "./measure/batch.js";

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
   * Throws unless the file has, or soon gets, as many lines as were logged, and the first and the
   * last say what was logged.
   *
   * @param {string} name Who logged them.
   * @param {number} logged
   * @param {import("./structured/proof.js").Proof} [proof] Throws if a line is not the batch's record
   * of a number.
   */
  async check(name, logged, proof) {
    if (!this.#isFile) return;
    let bytes = read(this.#path);
    for (let waited = 0; countLines(bytes) < logged && waited < PATIENCE; waited++) {
      await wait(1);
      bytes = read(this.#path);
    }
    const delivered = countLines(bytes);
    if (delivered !== logged) {
      throw new Error(`${name}: ${logged} records were logged and ${delivered} delivered`);
    }
    if (proof === undefined || logged === 0) return;
    try {
      proof(firstLine(bytes), 0);
      proof(lastLine(bytes), BATCH - 1);
    } catch (cause) {
      throw new Error(`${name}: what was delivered is not what was logged`, { cause });
    }
  }
}

/** @param {string} path */
function read(path) {
  const fd = openSync(path, "r");
  const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size);
  let length = 0;
  while (length < bytes.length)
    length += readSync(fd, bytes, length, bytes.length - length, length);
  closeSync(fd);
  return bytes;
}

/** @param {Buffer} bytes */
function countLines(bytes) {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

/** @param {Buffer} bytes */
function firstLine(bytes) {
  return bytes.toString("utf8", 0, bytes.indexOf(NEWLINE));
}

/** @param {Buffer} bytes */
function lastLine(bytes) {
  const end = bytes.length - 1;
  return bytes.toString("utf8", bytes.lastIndexOf(NEWLINE, end - 1) + 1, end);
}
