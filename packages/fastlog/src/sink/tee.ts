import type { ChunkSink } from "../batch/chunk-sink.ts";
import type { SealedChunk } from "../batch/sealed.ts";
import type { Sink } from "./sink.ts";

/** A sink, and the bit that marks its records. */
interface Branch {
  readonly sink: Sink;
  readonly mark: number;
}

/** Copies each record of a chunk into the batches of the sinks that it is marked for. */
export class Tee implements ChunkSink {
  readonly #branches: readonly Branch[];

  constructor(branches: readonly Branch[]) {
    this.#branches = branches;
  }

  submit(chunk: SealedChunk): void {
    for (let i = 0; i < chunk.records; i++) {
      const marks = chunk.mark(i);
      const level = chunk.levelNumber(i);
      for (const { sink, mark } of this.#branches) {
        if ((marks & mark) !== 0) sink.batch.append(chunk.record(i), level);
      }
    }
    chunk.release();
  }
}
