import type { Backend } from "./backend/backend.ts";
import { Batch } from "./batch/batch.ts";
import type { Recorder } from "./record.ts";

/** The records that were logged inside a record, kept until that one is whole. */
export class Inner {
  readonly kept: Buffer[] = [];
  readonly batch: Batch;
  readonly recorder: Recorder;

  constructor(maxRecord: number, recorder: (batch: Batch) => Recorder) {
    const backend: Backend = {
      name: "inner",
      submit: (chunk) => {
        for (let i = 0; i < chunk.records; i++) this.kept.push(Buffer.from(chunk.record(i)));
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
