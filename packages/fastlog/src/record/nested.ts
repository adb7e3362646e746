import { Batch } from "../batch/batch.ts";
import type { SealedChunk } from "../batch/sealed.ts";
import type { RecordTaker } from "./record-taker.ts";

/** Chunks that stay for the next record that others are logged in. */
const FEW_CHUNKS = 2;

/**
 * The records that were logged inside a record, kept until that one is whole. They wait in chunks of a bounded
 * pool, as for a backend: what does not fit is dropped and counted.
 */
export class NestedRecords {
  readonly batch: Batch;
  readonly recorder: RecordTaker;
  private waiting: SealedChunk[] = [];

  /** `buffer` bounds what waits, in bytes. */
  constructor(buffer: number, maxRecord: number, recorder: (batch: Batch) => RecordTaker) {
    const submit = (chunk: SealedChunk) => {
      this.waiting.push(chunk);
    };
    this.batch = new Batch({ submit }, buffer, maxRecord);
    this.recorder = recorder(this.batch);
  }

  /** Takes all that waits, in the order of the calls. Each chunk is to be released. */
  take(): readonly SealedChunk[] {
    this.batch.sealNow();
    const waiting = this.waiting;
    this.waiting = [];
    return waiting;
  }

  /** Whether it took much memory, which it would hold on to. */
  static isLarge(chunks: readonly SealedChunk[]): boolean {
    return chunks.length > FEW_CHUNKS;
  }
}
