import { messageOf } from "../../diagnostics/error-message.ts";
import type { ChunkDelivery, SealedChunk, Trouble } from "../backend.ts";

/** Moves chunks to the fallback, in order. */
export class Diversion {
  /** Number of records that were moved. */
  records = 0;
  /** Called if the fallback throws. */
  report: ((trouble: Trouble) => void) | undefined;

  /** Converts a chunk to one that the fallback understands. */
  convert: ((chunk: SealedChunk) => SealedChunk) | undefined;

  readonly #fallback: ChunkDelivery;
  readonly #due: SealedChunk[] = [];
  #isMoving = false;

  constructor(fallback: ChunkDelivery) {
    this.#fallback = fallback;
  }

  /** Submits chunks to the fallback. A listener of its failures may log, and so call this again: then they wait. */
  move(chunks: readonly SealedChunk[]): void {
    this.#due.push(...chunks);
    if (this.#isMoving) return;
    this.#isMoving = true;
    try {
      for (let chunk = this.#due.shift(); chunk !== undefined; chunk = this.#due.shift()) {
        this.records += chunk.records;
        this.#submit(chunk);
      }
    } finally {
      this.#isMoving = false;
    }
  }

  /** Discards the chunk if the fallback throws: then the fallback has not taken it. */
  #submit(chunk: SealedChunk): void {
    const { name } = this.#fallback;
    try {
      this.#fallback.submit(this.convert?.(chunk) ?? chunk);
    } catch (error) {
      chunk.discard("refused");
      const message = `submit() threw ${JSON.stringify(messageOf(error))}; its records are dropped`;
      this.report?.({ backend: name, code: "THROWN", message, cause: error });
    }
  }
}
