import { Buffer } from "node:buffer";

/** Bytes of a ring: four times the most that a record has. A power of two. */
const SIZE = 262_144;
const MASK = SIZE - 1;

const HEAD = 4;
const HEAD_BYTES = HEAD * 4;

/** Indexes in the head: whether nobody reads any more, the positions of both ends, and how many records were dropped. */
const CLOSED = 0;
const WRITTEN = 1;
const READ = 2;
const DROPPED = 3;

/** In bytes. With less room, the writer drops all records until the reader has read some. */
const NARROW = 1024;

/** A record begins at a whole word, with its length. */
const WORD = 4;

/** Encoded records, one behind the other. */
export interface RingContent {
  readonly bytes: Buffer;
  /** End of each of them. */
  readonly ends: readonly number[];
}

/**
 * Records on their way from a thread to the main thread, in shared memory: the thread needs no turn of the main thread to
 * write, and no message to learn that nobody reads any more. One thread writes, and one reads.
 */
export class Ring {
  readonly buffer: SharedArrayBuffer;
  private readonly head: Int32Array;
  private readonly words: Int32Array;
  /** The reader's position when there was hardly any room. */
  private fullAt: number | undefined = undefined;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEAD_BYTES + SIZE)) {
    this.buffer = buffer;
    this.head = new Int32Array(buffer, 0, HEAD);
    this.words = new Int32Array(buffer, HEAD_BYTES, SIZE / WORD);
  }

  /** Whether nobody reads any more. */
  get isClosed(): boolean {
    return Atomics.load(this.head, CLOSED) !== 0;
  }

  close(): void {
    Atomics.store(this.head, CLOSED, 1);
  }

  /** Whether there was no room for a record and hardly any for others, and nothing was read since. */
  get isFull(): boolean {
    const { fullAt } = this;
    return fullAt !== undefined && fullAt === Atomics.load(this.head, READ);
  }

  /**
   * Writes the record between two offsets of a view, whose memory must go on for some bytes. Drops and counts the record if
   * there is no room.
   */
  write(from: DataView, start: number, end: number): void {
    const { head, words } = this;
    const written = Atomics.load(head, WRITTEN);
    const read = Atomics.load(head, READ);
    const length = end - start;
    // Positions overflow as 32-bit numbers do.
    const used = (written - read) >>> 0;
    const needed = WORD + ((length + 3) & ~3);
    if (needed > SIZE - used) {
      if (SIZE - used < NARROW) this.fullAt = read;
      this.drop();
      return;
    }
    let at = (written & MASK) >> 2;
    words[at] = length;
    for (let i = start; i < end; i += WORD) {
      at = (at + 1) & (MASK >> 2);
      words[at] = from.getInt32(i, IS_LITTLE);
    }
    Atomics.store(head, WRITTEN, (written + needed) | 0);
  }

  /** Counts a record that is not written. */
  drop(): void {
    Atomics.add(this.head, DROPPED, 1);
  }

  /** Returns the records that were written since the last call. */
  read(): RingContent {
    const { head, words } = this;
    const read = Atomics.load(head, READ);
    const length = (Atomics.load(head, WRITTEN) - read) >>> 0;
    // Each record has a word with its length, and perhaps some bytes of padding, and so there is room to write whole words.
    const bytes = Buffer.allocUnsafeSlow(length);
    const view = new DataView(bytes.buffer);
    const ends: number[] = [];
    let to = 0;
    for (let done = 0; done < length; ) {
      let at = ((read + done) & MASK) >> 2;
      const size = words[at] as number;
      for (let i = 0; i < size; i += WORD) {
        at = (at + 1) & (MASK >> 2);
        view.setInt32(to + i, words[at] as number, IS_LITTLE);
      }
      to += size;
      ends.push(to);
      done += WORD + ((size + 3) & ~3);
    }
    Atomics.store(head, READ, (read + length) | 0);
    return { bytes: bytes.subarray(0, to), ends };
  }

  /** Returns how many records were dropped since the last call. */
  takeDropped(): number {
    return Atomics.exchange(this.head, DROPPED, 0);
  }
}

/** The order of bytes in words of this machine. */
const IS_LITTLE = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;
