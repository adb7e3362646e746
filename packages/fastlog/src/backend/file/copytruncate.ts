import { Buffer } from "node:buffer";
import { systemTime } from "../../time/system-time.ts";
import { type WrittenChunk, WrittenChunks } from "./copytruncate-chunks.ts";
import { type Copy, findCopies, readAt } from "./copytruncate-copy.ts";

const NEWLINE = 0x0a;

/** By so many bytes at its beginning a file is known again in its copy. */
const HEAD = 512;

const NO_COPY: Missing = { copy: undefined, pieces: [], unknown: 0 };

/** So many copies are remembered, so that none is taken for a later one. */
const USED = 16;

/** Files are searched for chunks that far from their beginning: by as many times the capacity. */
const REACH = 4;

/** A file that is opened may have been copied for so long, in milliseconds, and not been truncated yet. */
const COPYING = 10_000;

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
 * file that is then shorter than it was has been truncated since the last measurement, and what was written
 * afterwards, often nothing, is at the beginning of the file, or of later copies.
 */
export class Recent {
  readonly #path: string;
  readonly #capacity: number;
  readonly #chunks: WrittenChunks;
  readonly #now: () => number;
  /** The file's beginning, as far as it is there. */
  #head: Buffer = Buffer.alloc(0);
  /** No copy of the file as it is now was finished before. */
  #since = 0;
  /** When it was last written to. */
  #wrote = 0;
  /** The last copies that were found: they are of the file as it was before. */
  #used: readonly string[] = [];
  /** How large it is at least, unless it was truncated. */
  #end = 0;

  /** Remembers at least the last `capacity` bytes, and at most twice as many. */
  constructor(path: string, capacity: number = DEFAULT_CAPACITY, now: () => number = systemTime) {
    this.#path = path;
    this.#capacity = capacity;
    this.#chunks = new WrittenChunks(capacity);
    this.#now = now;
  }

  /** The path was opened, for the first time or again, and the file has that size. */
  opened(size: number): void {
    this.#chunks.clear();
    this.#wrote = this.#now() - COPYING;
    this.#begin(size, readAt(this.#path, 0, HEAD));
  }

  /** These whole records were written, by one write, to the file that had the size `at` right before. */
  wrote(bytes: Uint8Array, at: number): void {
    this.#chunks.add(bytes, at);
    this.#end = at + bytes.length;
    this.#wrote = this.#now();
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
    const reach = REACH * this.#capacity;
    const file = readAt(this.#path, 0, reach);
    const copies = findCopies(this.#path, this.#head, this.#since, this.#used);
    if (copies !== undefined) this.#used = [...this.#used.slice(-USED), copies.copy.id];
    const later = (copies?.later ?? []).map(({ path }) => readAt(path, 0, reach));
    const there = lastIn(chunks, [...later, file]);
    const missing =
      copies === undefined ? NO_COPY : this.#behind(copies.copy, chunks, there.length);
    const kept = there.filter(({ text }) => text === later.length).map(copyOf);
    this.#chunks.clear();
    this.#begin(size, file.subarray(0, HEAD));
    for (const { bytes, at } of kept) this.#chunks.add(bytes, at);
    return missing;
  }

  /** What was written behind a copy, but for the last chunks, which are there. */
  #behind({ path, size }: Copy, chunks: readonly WrittenChunk[], last: number): Missing {
    const pieces: Buffer[] = [];
    for (const [i, chunk] of chunks.slice(0, chunks.length - last).entries()) {
      const copied = copiedOf(chunk, chunks[i + 1]?.at, path, size, this.#capacity);
      // The bytes are those of the chunks that are remembered, and will be written over.
      if (copied < chunk.bytes.length) pieces.push(Buffer.from(chunk.bytes.subarray(copied)));
    }
    const first = chunks[0]?.at ?? 0;
    const unknown = this.#chunks.hasForgotten ? Math.max(0, first - size) : 0;
    return { copy: path, pieces, unknown };
  }

  #begin(size: number, head: Buffer): void {
    this.#head = Buffer.from(head);
    // The file may have been copied once more before the truncation was noticed, but not before the write
    // that is older than the truncation.
    this.#since = this.#wrote;
    this.#end = size;
  }

  #growHead(): void {
    const head = readAt(this.#path, 0, HEAD);
    // It is another one where the file was truncated in this moment.
    if (head.length < Math.min(HEAD, this.#end)) return;
    if (head.subarray(0, this.#head.length).equals(this.#head)) this.#head = head;
  }
}

/** Where a chunk is found: in which text, and where in it. */
interface Place extends WrittenChunk {
  readonly text: number;
}

/** The last ones of these chunks, as many as are found in these texts one behind the other. */
function lastIn(chunks: readonly WrittenChunk[], texts: readonly Buffer[]): Place[] {
  const places: Place[] = [];
  let text = texts.length - 1;
  let end = texts[text]?.length ?? 0;
  for (const { bytes } of chunks.toReversed()) {
    let at = -1;
    while (text >= 0) {
      if (bytes.length <= end) at = (texts[text] as Buffer).lastIndexOf(bytes, end - bytes.length);
      if (at >= 0) break;
      text--;
      end = texts[text]?.length ?? 0;
    }
    if (at < 0) break;
    end = at;
    places.push({ bytes, at, text });
  }
  return places.reverse();
}

function copyOf({ bytes, at }: WrittenChunk): WrittenChunk {
  return { bytes: Buffer.from(bytes), at };
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
