import { type WrittenChunk, WrittenChunks } from "./copytruncate-chunks.ts";
import { findCopy, readAt } from "./copytruncate-copy.ts";

const NEWLINE = 0x0a;

/** By so many bytes at its beginning a file is known again in its copy. */
const HEAD = 512;

const DEFAULT_CAPACITY = 4_194_304;

/** What a truncation has taken away. */
export interface Missing {
  /** The copy that was made before; `undefined` where none is found: then nothing else is known. */
  readonly copy: string | undefined;
  /** Whole records, to be written again in this order, each piece by one write. */
  readonly pieces: readonly Buffer[];
  /**
   * How many bytes are gone that were written too long ago to be remembered. Where others write to the file,
   * some of them may be theirs.
   */
  readonly unknown: number;
}

/**
 * Knows what is to be written again when another program has copied a log file and then truncated it
 * (logrotate's `copytruncate`), and so has taken away what was written in between.
 *
 * ```text
 *  the file    ├──────────────────────────────┤·················┤
 *  its copy    ├──────────────────────────────┤ to be written   │
 *  afterwards                                   again           ├──────────►
 *                                             ▲ the copy's size ▲ truncated
 * ```
 *
 * The copy has what the file had, up to the copy's size. So a chunk is in it if the file was not larger
 * than that when the next one was written, and is not if the file was as large when it was written itself:
 * its bytes need not be looked for, be they the same as those of others or not. Only one chunk can be in doubt,
 * and it is looked for where it must be.
 *
 * For this the size must be measured before each write, and a chunk that was written must be told with it. A
 * file that is then shorter than it was has been truncated since the last measurement: of what was
 * written before, only the last chunk can be in the truncated file.
 */
export class Recent {
  readonly #path: string;
  readonly #capacity: number;
  readonly #chunks: WrittenChunks;
  readonly #now: () => number;
  /** The file's beginning, as far as it is there. */
  #head: Buffer = Buffer.alloc(0);
  /** How large the file was when it was opened or truncated, and when that was noticed. */
  #least = 0;
  #since = 0;
  /** How large it is at least, unless it was truncated. */
  #end = 0;

  /** Remembers at least the last `capacity` bytes, and at most twice as many. */
  constructor(path: string, capacity: number = DEFAULT_CAPACITY, now: () => number = Date.now) {
    this.#path = path;
    this.#capacity = capacity;
    this.#chunks = new WrittenChunks(capacity);
    this.#now = now;
  }

  /** The path was opened, for the first time or again, and the file has that size. */
  opened(size: number): void {
    this.#chunks.clear();
    this.#begin(size, readAt(this.#path, 0, HEAD));
  }

  /** These whole records were written, by one write, to the file that had the size `at` right before. */
  wrote(bytes: Uint8Array, at: number): void {
    this.#chunks.add(bytes, at);
    this.#end = at + bytes.length;
    if (this.#head.length < HEAD) this.#growHead();
  }

  /** Whether a file of that size was truncated since the last write. To be asked before each write. */
  isTruncated(size: number): boolean {
    return size < this.#end;
  }

  /**
   * What is neither in the copy nor in the truncated file, which has that size now. Forgets what was written
   * before. Throws what the system says of the folder.
   */
  missing(size: number): Missing {
    const chunks = this.#chunks.all();
    const file = readAt(this.#path, 0, this.#capacity);
    const last = chunks.at(-1);
    const lastAt = last === undefined ? -1 : file.indexOf(last.bytes);
    try {
      const copy = findCopy(this.#path, this.#head, this.#least, this.#since);
      if (copy === undefined) return { copy: undefined, pieces: [], unknown: 0 };
      const pieces: Buffer[] = [];
      for (const [i, chunk] of chunks.entries()) {
        if (chunk === last && lastAt >= 0) break;
        const copied = copiedOf(chunk, chunks[i + 1]?.at, copy.path, copy.size, this.#capacity);
        // The bytes are those of the chunks that are remembered, and will be written over.
        if (copied < chunk.bytes.length) pieces.push(Buffer.from(chunk.bytes.subarray(copied)));
      }
      const first = chunks[0]?.at ?? 0;
      const unknown = this.#chunks.hasForgotten ? Math.max(0, first - copy.size) : 0;
      return { copy: copy.path, pieces, unknown };
    } finally {
      const kept = last === undefined || lastAt < 0 ? undefined : Buffer.from(last.bytes);
      this.#chunks.clear();
      this.#begin(size, file.subarray(0, HEAD));
      if (kept !== undefined) this.#chunks.add(kept, lastAt);
    }
  }

  #begin(size: number, head: Buffer): void {
    this.#head = Buffer.from(head);
    this.#least = size;
    this.#since = this.#now();
    this.#end = size;
  }

  #growHead(): void {
    const head = readAt(this.#path, 0, HEAD);
    // It is another one where the file was truncated in this moment.
    if (head.length < Math.min(HEAD, this.#end)) return;
    if (head.subarray(0, this.#head.length).equals(this.#head)) this.#head = head;
  }
}

/**
 * How many bytes of a chunk's whole records are in a copy of that size. `next` is how large the file was right
 * before the chunk behind it was written, if there is one.
 */
function copiedOf(
  { bytes, at }: WrittenChunk,
  next: number | undefined,
  copy: string,
  size: number,
  reach: number,
): number {
  if (next !== undefined && next <= size) return bytes.length;
  if (at >= size) return 0;
  // In between others may have written something, but not much: it was written at once.
  const near = readAt(copy, at, Math.min(size - at, bytes.length + reach));
  if (near.includes(bytes)) return bytes.length;
  // The copy may end within it, even within a record.
  const first = bytes.subarray(0, bytes.indexOf(NEWLINE) + 1);
  for (let i = near.indexOf(first); i >= 0; i = near.indexOf(first, i + 1)) {
    const end = near.subarray(i);
    if (end.equals(bytes.subarray(0, end.length))) return end.lastIndexOf(NEWLINE) + 1;
  }
  return 0;
}
