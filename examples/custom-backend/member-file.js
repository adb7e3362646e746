import fs from "node:fs";

/** A file of gzip members. A member is in it as a whole or not at all, whatever goes wrong. */
export class MemberFile {
  #fd;
  /** Where the last member ends. */
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
      // A full disk takes a part, and fails then.
      for (let at = 0; at < member.length; ) at += fs.writeSync(this.#fd, member, at);
      this.#end += member.length;
    } catch (error) {
      // What follows half a member could not be read.
      fs.ftruncateSync(this.#fd, this.#end);
      throw error;
    }
  }

  close() {
    fs.closeSync(this.#fd);
  }
}
