import { Buffer } from "node:buffer";
import type { Backend } from "./backend/backend.ts";
import { Batch } from "./batch/batch.ts";
import { LEVELS } from "./level.ts";
import type { Recorder } from "./record.ts";

/** A record with its newline. */
interface KeptRecord {
  /** The level's number. */
  readonly level: number;
  /** See {@link RecordWriter.mark}. */
  readonly mark: number;
  readonly bytes: Buffer;
}

/** The records that were logged inside a record, kept until that one is whole. */
export class Inner {
  readonly kept: KeptRecord[] = [];
  readonly batch: Batch;
  readonly recorder: Recorder;

  constructor(maxRecord: number, recorder: (batch: Batch) => Recorder) {
    const backend: Backend = {
      name: "inner",
      submit: (chunk) => {
        for (let i = 0; i < chunk.records; i++) {
          const level = LEVELS[chunk.level(i)];
          this.kept.push({ level, mark: chunk.mark(i), bytes: Buffer.from(chunk.record(i)) });
        }
        chunk.release();
      },
      flush: () => Promise.resolve(),
      flushSync() {},
      close: () => Promise.resolve(),
    };
    this.batch = new Batch(backend, 0, maxRecord);
    this.recorder = recorder(this.batch);
  }
}
