import { Batch } from "../batch/batch.ts";
import type { SealedChunk } from "../batch/sealed.ts";
import type { RecordTaker } from "./record-taker.ts";

/** Number of chunks that are kept for the next record with nested records. */
const FEW_CHUNKS = 2;

/**
 * Keeps the records that are logged inside a record until that one is complete. They wait in chunks of a bounded
 * pool, as for a backend: records that do not fit are dropped and counted.
 */
export class NestedRecords {
  readonly batch: Batch;
  readonly builder: RecordTaker;
  private waiting: SealedChunk[] = [];

  /** `buffer` limits the waiting bytes. */
  constructor(buffer: number, maxRecord: number, builder: (batch: Batch) => RecordTaker) {
    const submit = (chunk: SealedChunk) => {
      this.waiting.push(chunk);
    };
    this.batch = new Batch({ submit }, buffer, maxRecord);
    this.builder = builder(this.batch);
  }

  /** Takes all waiting chunks, in the order of the calls. The caller must release each. */
  take(): readonly SealedChunk[] {
    this.batch.sealNow();
    const waiting = this.waiting;
    this.waiting = [];
    return waiting;
  }

  /** Whether it took so much memory that it is not worth keeping. */
  static isLarge(chunks: readonly SealedChunk[]): boolean {
    return chunks.length > FEW_CHUNKS;
  }
}
