import type { SealedChunk } from "../backend.ts";

/**
 * What becomes of records that were handed to the operating system and whose connection then breaks. No
 * protocol for logs acknowledges them: the peer may have read all, or none of what both systems still
 * had in their buffers.
 *
 * - `at-most-once`: nothing is sent twice; those in the window are counted as uncertain;
 * - `at-least-once`: those in the window are kept in memory, and sent again on the next connection.
 */
export type Delivery = "at-most-once" | "at-least-once";

/** Records that were handed over last. Of those that are not kept, only their number is known. */
interface Handed {
  records: number;
  bytes: number;
  readonly chunk: SealedChunk | undefined;
}

/** The last bytes of one connection that were handed to the operating system. */
export class Window {
  /** Records that were in the window when a connection broke, and were not kept. */
  uncertain = 0;

  readonly #keeps: boolean;
  readonly #size: number;
  #handed: Handed[] = [];
  #bytes = 0;

  /** `size` is how many bytes may not have arrived when a connection breaks. */
  constructor(delivery: Delivery, size: number) {
    this.#keeps = delivery === "at-least-once";
    this.#size = size;
  }

  /** Takes a chunk that the operating system has taken. */
  add(chunk: SealedChunk): void {
    const { records, content } = chunk;
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
    // What fills the window by itself stays in it: some of it is what was handed over last.
    while (
      this.#handed.length > 1 &&
      this.#bytes - (this.#handed[0] as Handed).bytes >= this.#size
    ) {
      const settled = this.#handed.shift() as Handed;
      this.#bytes -= settled.bytes;
      settled.chunk?.release();
    }
  }

  /** The connection broke: what is to be sent again, in order. */
  broken(): SealedChunk[] {
    const handed = this.#handed;
    this.#handed = [];
    this.#bytes = 0;
    if (!this.#keeps) for (const { records } of handed) this.uncertain += records;
    return handed.flatMap(({ chunk }) => chunk ?? []);
  }

  /** The connection ends as it should: what was handed over counts as delivered. */
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
