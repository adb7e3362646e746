import { Buffer } from "node:buffer";

const NEWLINE = 10;

/** Splits a stream of bytes into lines of a limited length. */
export class LineSplitter {
  readonly #most: number;
  /** The beginning of a line whose end has not come, in pieces. */
  #begun: Buffer[] = [];
  #length = 0;

  /** `most` is the longest line in bytes, without its newline. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The lines that are whole with these bytes; `undefined` if one is too long, and whatever follows is meaningless. */
  take(bytes: Buffer): string[] | undefined {
    const lines: string[] = [];
    let at = 0;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, at);
      const piece = bytes.subarray(at, end === -1 ? bytes.length : end);
      if (this.#length + piece.length > this.#most) return undefined;
      if (end === -1) {
        if (piece.length > 0) this.#begun.push(piece);
        this.#length += piece.length;
        return lines;
      }
      lines.push(Buffer.concat([...this.#begun, piece]).toString("utf8"));
      this.#begun = [];
      this.#length = 0;
      at = end + 1;
    }
  }
}
