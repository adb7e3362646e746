import type { SealedChunk } from "../backend.ts";

/**
 * Treatment of records that the operating system has taken when their connection breaks. Log protocols have no
 * acknowledgements: the peer may have read all of them, or nothing of what both systems had in their buffers.
 *
 * - `at-most-once`: no record is sent twice; records in the window are counted as uncertain;
 * - `at-least-once`: records in the window are kept in memory, and sent again over the next connection.
 */
export type Delivery = "at-most-once" | "at-least-once";

/** Records that were sent. `chunk` is `undefined` unless they are kept to be sent again. */
interface Handed {
  records: number;
  bytes: number;
  readonly chunk: SealedChunk | undefined;
}

/** The last bytes of a connection that were handed to the operating system. */
export class Window {
  /** Records that were in the window when a connection broke, and are not sent again. */
  uncertain = 0;

  readonly #keeps: boolean;
  readonly #size: number;
  readonly #buffer: number;
  #handed: Handed[] = [];
  #bytes = 0;

  /**
   * `size` is the number of bytes that may not have arrived when a connection breaks. `buffer` is the memory of all chunks,
   * those that are not handed over included.
   */
  constructor(delivery: Delivery, size: number, buffer: number = Number.POSITIVE_INFINITY) {
    this.#keeps = delivery === "at-least-once";
    this.#size = size;
    this.#buffer = buffer;
  }

  /** Adds a chunk that the operating system has taken. */
  add(chunk: SealedChunk): void {
    const { records, content, capacity } = chunk;
    const bytes = content.length;
    this.#bytes += bytes;
    const last = this.#handed.at(-1);
    if (last?.chunk?.absorb(chunk)) {
      last.records += records;
      last.bytes += bytes;
      return;
    }
    this.#handed.push({ records, bytes, chunk: this.#keeps ? chunk : undefined });
    if (!this.#keeps) chunk.release();
    // A chunk that fills the window by itself stays: its end was sent last.
    while (
      this.#handed.length > 1 &&
      this.#bytes - (this.#handed[0] as Handed).bytes >= this.#size
    ) {
      const settled = this.#handed.shift() as Handed;
      this.#bytes -= settled.bytes;
      settled.chunk?.release();
    }
    if (this.#keeps && this.#handed.length > 1 && this.#leavesNoRoom(capacity)) this.#compact();
  }

  /** Half of the chunks are for records that come. Of two, one is. */
  #leavesNoRoom(capacity: number): boolean {
    return this.#handed.length * capacity > (this.#buffer + capacity) / 2;
  }

  /** Settles the records before the window, and puts the rest of two chunks into one. */
  #compact(): void {
    const [first, second] = this.#handed as [Handed, Handed];
    const count = first.chunk?.recordsWithin(this.#bytes - this.#size) ?? 0;
    const before = first.chunk?.content.length ?? 0;
    first.chunk?.delivered(count);
    const settled = before - (first.chunk?.content.length ?? 0);
    first.records -= count;
    first.bytes -= settled;
    this.#bytes -= settled;
    if (second.chunk !== undefined && first.chunk?.absorb(second.chunk)) {
      first.records += second.records;
      first.bytes += second.bytes;
      this.#handed.splice(1, 1);
    } else {
      // Two long records. Without room for more of them, the window would never move.
      this.#bytes -= first.bytes;
      first.chunk?.release();
      this.#handed.shift();
    }
  }

  /** The connection broke. Returns the chunks to send again, in order. */
  broken(): SealedChunk[] {
    const handed = this.#handed;
    this.#handed = [];
    this.#bytes = 0;
    if (!this.#keeps) for (const { records } of handed) this.uncertain += records;
    return handed.flatMap(({ chunk }) => chunk ?? []);
  }

  /** The connection ended in order: all records in the window count as delivered. */
  settle(): void {
    for (const { chunk } of this.#handed) chunk?.release();
    this.#handed = [];
    this.#bytes = 0;
  }

  /** Whether chunks are kept to be sent again. */
  get keeps(): boolean {
    return this.#keeps;
  }
}
