import type { Batch } from "../../batch/batch.ts";
import { MARK_SHIFT } from "../../batch/chunk.ts";
import type { ChunkSlot } from "../../batch/chunk-memory.ts";
import { LOG_STREAM, MARK_LOGS, MARK_RECORDS, type RecordKind, RING } from "./layout.ts";

/** Chunks of one batch, as a reader of the box tells them from others. */
export interface BoxStream {
  readonly id: number;
  readonly kind: RecordKind;
}

/** The order of the chunks in a box, and of the recorder's records among those of the log. */
export class BoxOrder {
  /** The batch that the log writes to; `undefined` before its first record. */
  log: Batch | undefined;
  /** Number of chunks that were begun. */
  #begun = 0;
  /** Number of those that were the log's. */
  #logs = 0;
  /** The numbers of the log's chunks. */
  readonly #numbers = new WeakMap<ChunkSlot, number>();
  /** The chunk of the log that the last mark tells. */
  #marked = 0;

  /** The sequence of a chunk that is begun now. */
  next(): number {
    // 0 means that there is nothing to read.
    this.#begun = (this.#begun + 1) >>> 0 || 1;
    return this.#begun;
  }

  /** What the slot of such a chunk tells of the log. */
  place(slot: ChunkSlot, { id }: BoxStream): number {
    if (id === LOG_STREAM) {
      this.#logs++;
      this.#numbers.set(slot, this.#logs);
      return this.#logs;
    }
    // Of the recorder's chunks the marks go on from here, and a mark is made before its record has a chunk.
    return id === RING ? this.#marked : this.#current;
  }

  /** The mark of a record of the recorder that comes now: the bits above its level. */
  mark(): number {
    this.#marked = this.#current;
    const low = this.#marked & ((1 << MARK_LOGS) - 1);
    const after = this.#isBegun ? (this.log?.current?.records ?? 0) : 0;
    return ((low << MARK_RECORDS) | (after & ((1 << MARK_RECORDS) - 1))) << MARK_SHIFT;
  }

  /** The number of the chunk that the log writes to, or will begin. */
  get #current(): number {
    const slot = this.log?.current?.slot;
    return (slot === undefined ? undefined : this.#numbers.get(slot)) ?? this.#logs + 1;
  }

  get #isBegun(): boolean {
    const slot = this.log?.current?.slot;
    return slot !== undefined && this.#numbers.has(slot);
  }
}
