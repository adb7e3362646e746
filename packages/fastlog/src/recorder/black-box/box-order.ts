import type { Batch } from "../../batch/batch.ts";
import { MARK_SHIFT } from "../../batch/chunk.ts";
import type { ChunkSlot } from "../../batch/chunk-memory.ts";
import { LOG_STREAM, MARK_LOGS, MARK_RECORDS, type RecordKind, RING } from "./layout.ts";

/** The chunks of one batch: a reader of the box tells them from others by the number of their stream. */
export interface BoxStream {
  readonly id: number;
  readonly kind: RecordKind;
}

/** A slot that stores where the log stood at each record of the recorder. */
export interface MarkedSlot extends ChunkSlot {
  marked(log: number): void;
}

/** The order of the chunks in a box, and of the recorder's records among those of the log. */
export class BoxOrder {
  /** The batch that the log writes to; `undefined` before its first record. */
  log: Batch | undefined;
  /** Number of chunks that were begun. */
  #begun = 0;
  /** Number of the log's chunks that were begun, and the slot of the last one. */
  #logs = 0;
  #logSlot: MarkedSlot | undefined;
  /** The chunk of the log that the last mark names. */
  #marked = 0;
  /** The slot of the recorder's last chunk. */
  #ringSlot: MarkedSlot | undefined;

  /** The sequence of a chunk that is begun now. */
  next(): number {
    // 0 means that there is nothing to read.
    this.#begun = (this.#begun + 1) >>> 0 || 1;
    return this.#begun;
  }

  /** The number of the chunk of the log that such a chunk is, or that the log writes to meanwhile. */
  place(slot: MarkedSlot, { id }: BoxStream): number {
    if (id === LOG_STREAM) {
      this.#logSlot = slot;
      this.#logs++;
      return this.#logs;
    }
    if (id !== RING) return this.#isBegun ? this.#logs : this.#logs + 1;
    this.#ringSlot = slot;
    // A mark is made before its record has a chunk.
    slot.marked(this.#marked);
    return this.#marked;
  }

  /** The mark of a record of the recorder that comes now: the bits above its level. */
  mark(): number {
    const isBegun = this.#isBegun;
    const after = isBegun ? (this.log?.current?.records ?? 0) : 0;
    this.#marked = isBegun ? this.#logs : this.#logs + 1;
    this.#ringSlot?.marked(this.#marked);
    const low = this.#marked & ((1 << MARK_LOGS) - 1);
    return ((low << MARK_RECORDS) | (after & ((1 << MARK_RECORDS) - 1))) << MARK_SHIFT;
  }

  /** Whether the log has a chunk now, which is the last one that was begun. */
  get #isBegun(): boolean {
    const slot = this.log?.current?.slot;
    return slot !== undefined && slot === this.#logSlot;
  }
}
