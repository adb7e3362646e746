import { Buffer } from "node:buffer";

/** Bytes of a ring: four times the most that a record has. A power of two. */
const SIZE = 262_144;

const HEAD = 4;
const HEAD_BYTES = HEAD * 4;

/** Indexes in the head: whether nobody reads any more, the positions of both ends, and how many lines were dropped. */
const CLOSED = 0;
const WRITTEN = 1;
const READ = 2;
const DROPPED = 3;

/**
 * Bytes on their way from a thread to the main thread, in shared memory: the thread needs no turn of the main thread to
 * write, and no message to learn that nobody reads any more. One thread writes, and one reads.
 */
export class Ring {
  readonly buffer: SharedArrayBuffer;
  readonly #head: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEAD_BYTES + SIZE)) {
    this.buffer = buffer;
    this.#head = new Int32Array(buffer, 0, HEAD);
    this.#bytes = new Uint8Array(buffer, HEAD_BYTES, SIZE);
  }

  /** Whether nobody reads any more. */
  get isClosed(): boolean {
    return Atomics.load(this.#head, CLOSED) !== 0;
  }

  close(): void {
    Atomics.store(this.#head, CLOSED, 1);
  }

  /** Writes a line; drops and counts it if there is no room. */
  write(line: Uint8Array): void {
    const written = Atomics.load(this.#head, WRITTEN);
    const waiting = (written - Atomics.load(this.#head, READ)) >>> 0;
    if (line.length > SIZE - waiting) {
      this.drop();
      return;
    }
    const at = (written >>> 0) % SIZE;
    const first = Math.min(line.length, SIZE - at);
    this.#bytes.set(line.subarray(0, first), at);
    this.#bytes.set(line.subarray(first), 0);
    // Positions go round with the numbers.
    Atomics.store(this.#head, WRITTEN, (written + line.length) | 0);
  }

  /** Counts a line that is not written. */
  drop(): void {
    Atomics.add(this.#head, DROPPED, 1);
  }

  /** Returns the lines that were written since the last call. */
  read(): Buffer {
    const read = Atomics.load(this.#head, READ);
    const length = (Atomics.load(this.#head, WRITTEN) - read) >>> 0;
    const at = (read >>> 0) % SIZE;
    const first = Math.min(length, SIZE - at);
    const bytes = Buffer.allocUnsafe(length);
    bytes.set(this.#bytes.subarray(at, at + first));
    bytes.set(this.#bytes.subarray(0, length - first), first);
    Atomics.store(this.#head, READ, (read + length) | 0);
    return bytes;
  }

  /** Returns how many lines were dropped since the last call. */
  takeDropped(): number {
    return Atomics.exchange(this.#head, DROPPED, 0);
  }
}
