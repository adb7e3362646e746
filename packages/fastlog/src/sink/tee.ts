import type { ChunkSink } from "../batch/chunk-sink.ts";
import type { SealedChunk } from "../batch/sealed.ts";
import { LEVELS } from "../level.ts";
import type { Lane } from "./sink.ts";

/** A lane, and the bit that marks its records. */
interface Branch {
  readonly lane: Lane;
  readonly mark: number;
}

/** Copies each record of a chunk into the batches of the lanes that it is marked for. */
export class Tee implements ChunkSink {
  readonly #branches: readonly Branch[];

  constructor(branches: readonly Branch[]) {
    this.#branches = branches;
  }

  submit(chunk: SealedChunk): void {
    for (let i = 0; i < chunk.records; i++) {
      const marks = chunk.mark(i);
      const level = LEVELS[chunk.level(i)];
      for (const { lane, mark } of this.#branches) {
        if ((marks & mark) !== 0) lane.batch.append(chunk.record(i), level);
      }
    }
    chunk.release();
  }
}
