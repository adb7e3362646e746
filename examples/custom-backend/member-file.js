import fs from "node:fs";

/** A file of gzip members. Each member is in the file as a whole or not at all, even after an error. */
export class MemberFile {
  #fd;
  #isOpen = true;
  /** The position at which the last member ends. */
  #end;

  /** @param {string} path */
  constructor(path) {
    this.#fd = fs.openSync(path, "a", 0o640);
    this.#end = fs.fstatSync(this.#fd).size;
  }

  /**
   * Throws if the member is not in the file.
   *
   * @param {Buffer} member
   */
  append(member) {
    try {
      // A full disk takes a part of the member, and then fails.
      for (let at = 0; at < member.length; ) at += fs.writeSync(this.#fd, member, at);
      this.#end += member.length;
    } catch (error) {
      // A partial member would make later members unreadable.
      fs.ftruncateSync(this.#fd, this.#end);
      throw error;
    }
  }

  close() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    fs.closeSync(this.#fd);
  }
}
