import { Buffer } from "node:buffer";
import fs from "node:fs";
import { codeOf } from "../../diagnostics/error-message.ts";
import { wait } from "../../time/sleep.ts";

/** In bytes: what is written at once. */
const USUAL = 256 * 1024;
/** A copy of this length or more is one of the engine, which costs about as much as a loop over so many bytes. */
const LONG_COPY = 48;

/** Whoever reads the output has gone. */
export class ReaderGone extends Error {}

/** Bytes on their way to a descriptor. */
export class Output {
  bytes: Buffer = Buffer.allocUnsafe(USUAL);
  /** Where the next byte goes. Writers check the room first. */
  at = 0;
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Makes room for `length` bytes. */
  room(length: number): void {
    if (this.bytes.length - this.at >= length) return;
    this.flush();
    if (length > this.bytes.length) this.bytes = Buffer.allocUnsafe(length);
    else if (this.bytes.length > USUAL && length <= USUAL) this.bytes = Buffer.allocUnsafe(USUAL);
  }

  /** Copies bytes. There must be room. */
  copy(from: Buffer, start: number, end: number): void {
    const { bytes } = this;
    let { at } = this;
    if (end - start >= LONG_COPY) {
      // Makes no object, unlike a subarray.
      from.copy(bytes, at, start, end);
      this.at = at + end - start;
      return;
    }
    for (let i = start; i < end; i++) bytes[at++] = from[i]!;
    this.at = at;
  }

  /** Copies all of some bytes. There must be room. */
  piece(piece: Uint8Array): void {
    const { bytes, at } = this;
    if (piece.length >= LONG_COPY) bytes.set(piece, at);
    else for (let i = 0; i < piece.length; i++) bytes[at + i] = piece[i]!;
    this.at = at + piece.length;
  }

  byte(byte: number): void {
    this.bytes[this.at++] = byte;
  }

  /** Writes a text, and makes the room for it. */
  text(text: string): void {
    this.room(text.length * 3);
    this.at += this.bytes.write(text, this.at);
  }

  /**
   * Hands everything to the system.
   *
   * @throws ReaderGone if nobody reads it any more.
   */
  flush(): void {
    const end = this.at;
    this.at = 0;
    for (let done = 0; done < end; ) done += this.#write(done, end);
  }

  #write(from: number, to: number): number {
    try {
      return fs.writeSync(this.#fd, this.bytes, from, to - from);
    } catch (error) {
      const code = codeOf(error);
      if (code === "EPIPE" || code === "ECONNRESET") throw new ReaderGone();
      if (code !== "EAGAIN") throw error;
      // A terminal or pipe that another process has made non-blocking is full.
      wait(2);
      return 0;
    }
  }
}
