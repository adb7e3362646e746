import { Buffer } from "node:buffer";
/** Whole records that were written to a file by one write. */
export interface WrittenChunk {
  readonly bytes: Buffer;
  /** Size of the file right before the write: the records begin there, or after what others wrote at that moment. */
  readonly at: number;
}

/** Consecutive chunks. */
interface Span {
  bytes: Buffer;
  end: number;
  /** For each chunk, its end in the text and {@link WrittenChunk.at}. */
  ends: number[];
  ats: number[];
}

/** Remembers the last chunks that were written: at least `capacity` bytes, at most twice as many. */
export class WrittenChunks {
  /** Whether older chunks were forgotten. */
  hasForgotten = false;

  readonly #capacity: number;
  #older: Span = makeSpan();
  #newer: Span = makeSpan();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds a copy of a chunk. */
  add(bytes: Uint8Array, at: number): void {
    let span = this.#newer;
    if (span.end > 0 && span.end + bytes.length > this.#capacity) {
      this.#newer = this.#older;
      this.#older = span;
      span = this.#newer;
      if (span.end > 0) this.hasForgotten = true;
      empty(span);
    }
    if (span.bytes.length < bytes.length) {
      span.bytes = Buffer.allocUnsafeSlow(Math.max(this.#capacity, bytes.length));
    }
    span.bytes.set(bytes, span.end);
    span.end += bytes.length;
    span.ends.push(span.end);
    span.ats.push(at);
  }

  /** All remembered chunks, in order. They are valid until the next {@link add}. */
  all(): WrittenChunk[] {
    return [...chunksOf(this.#older), ...chunksOf(this.#newer)];
  }

  clear(): void {
    this.hasForgotten = false;
    empty(this.#older);
    empty(this.#newer);
  }
}

function makeSpan(): Span {
  return { bytes: Buffer.alloc(0), end: 0, ends: [], ats: [] };
}

function empty(span: Span): void {
  span.end = 0;
  span.ends = [];
  span.ats = [];
}

function chunksOf({ bytes, ends, ats }: Span): WrittenChunk[] {
  return ends.map((end, i) => ({
    bytes: bytes.subarray(i === 0 ? 0 : ends[i - 1], end),
    at: ats[i] as number,
  }));
}
