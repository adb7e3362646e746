import type { Buffer } from "node:buffer";
import fs from "node:fs";

/** The state of a path, as far as it tells one file from another. */
interface Identity {
  readonly dev: number;
  readonly ino: number;
}

/**
 * A log file whose end is followed. If another file takes its path, the rest of the old one is read first; if it is made
 * shorter, it is read from its start. A path that does not exist is waited for.
 */
export class FollowedFile {
  readonly path: string;
  #fd: number | undefined;
  #at = 0;
  #identity: Identity | undefined;
  /** The last read came to the end of a file: the next bytes belong to another one. */
  hasChanged = false;

  /** Begins at a place of a file that is open. */
  constructor(path: string, fd: number | undefined, at: number) {
    this.path = path;
    this.#fd = fd;
    this.#at = at;
    this.#identity = fd === undefined ? undefined : fs.fstatSync(fd);
  }

  /** Reads the bytes that are there now. 0: nothing new. After that, {@link hasChanged} tells whether the file is a new one. */
  read(into: Buffer, at: number, length: number): number {
    this.hasChanged = false;
    const read = this.#readNow(into, at, length);
    if (read > 0) return read;
    this.hasChanged = this.#look();
    // It may be there now for the first time.
    return this.hasChanged ? 0 : this.#readNow(into, at, length);
  }

  close(): void {
    if (this.#fd !== undefined) fs.closeSync(this.#fd);
    this.#fd = undefined;
  }

  #readNow(into: Buffer, at: number, length: number): number {
    if (this.#fd === undefined) return 0;
    const read = fs.readSync(this.#fd, into, at, length, this.#at);
    this.#at += read;
    return read;
  }

  /** Looks whether the file was replaced or cut. */
  #look(): boolean {
    if (this.#fd !== undefined && fs.fstatSync(this.#fd).size < this.#at) {
      this.#at = 0;
      return true;
    }
    let now: Identity;
    try {
      now = fs.statSync(this.path);
    } catch {
      // It was renamed, and the writer has not made a new one yet.
      return false;
    }
    if (now.ino === this.#identity?.ino && now.dev === this.#identity.dev) return false;
    // The writer may have gone on with the old file before it opened the new one.
    if (this.#fd !== undefined && fs.fstatSync(this.#fd).size > this.#at) return false;
    return this.#open();
  }

  #open(): boolean {
    let fd: number;
    try {
      fd = fs.openSync(this.path, "r");
    } catch {
      return false;
    }
    const hadFile = this.#fd !== undefined;
    this.close();
    this.#fd = fd;
    this.#at = 0;
    this.#identity = fs.fstatSync(fd);
    return hadFile;
  }
}
