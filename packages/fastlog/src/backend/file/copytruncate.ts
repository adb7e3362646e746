import { Buffer } from "node:buffer";
import { systemTime } from "../../time/system-time.ts";
import { type WrittenChunk, WrittenChunks } from "./copytruncate-chunks.ts";
import { type Copy, findCopies, readAt } from "./copytruncate-copy.ts";

const NEWLINE = 0x0a;

/** Number of bytes at the beginning of the file by which its copy is recognized. */
const HEAD = 512;

const NO_COPY: Missing = { copy: undefined, pieces: [], unknown: 0 };

/** Number of copies that are remembered, so that none is taken for a later one. */
const USED = 16;

/** Chunks are searched up to this multiple of the capacity from the beginning of a file. */
const REACH = 4;

/** A file that is opened may have been copied this long ago, in milliseconds, and not been truncated yet. */
const COPYING = 10_000;

const DEFAULT_CAPACITY = 4_194_304;

/** Records that a truncation has removed. */
export interface Missing {
  /** The copy that was made before; `undefined` if none is found, and then the rest is unknown. */
  readonly copy: string | undefined;
  /** Whole records to write again in this order, each piece by one write. */
  readonly pieces: readonly Buffer[];
  /**
   * Number of lost bytes that were written too long ago to be remembered. If others write to the file, some of them
   * may be theirs.
   */
  readonly unknown: number;
}

/**
 * Finds the records to write again after another program has copied a log file and then truncated it (`copytruncate`
 * of logrotate(8)), which removes what was written in between.
 *
 * ```text
 *  the file    ├──────────────────────────────┤·················┤
 *  its copy    ├──────────────────────────────┤ to be written   │
 *  afterwards                                   again           ├──────────►
 *                                             ▲ the copy's size ▲ truncated
 * ```
 *
 * The copy has the bytes of the file up to the copy's size. A chunk is in the copy if the file was not larger than
 * that when the next chunk was written. It is not if the file was already that large when the chunk itself was
 * written. So only one chunk can be in doubt, and it is searched at the place where it must be.
 *
 * This requires the size of the file before each write, and each written chunk with that size. If the file is shorter
 * than before, it was truncated after the last measurement. Records that were written later are at the beginning of
 * the file, or of later copies.
 */
export class Recent {
  readonly #path: string;
  readonly #capacity: number;
  readonly #chunks: WrittenChunks;
  readonly #now: () => number;
  /** The beginning of the file, as far as it is known. */
  #head: Buffer = Buffer.alloc(0);
  /** No copy of the present content was finished before this time. */
  #since = 0;
  /** Time of the last write. */
  #wrote = 0;
  /** The copies found last: they belong to earlier contents of the file. */
  #used: readonly string[] = [];
  /** Minimal size of the file, unless it was truncated. */
  #end = 0;

  /** Remembers at least the last `capacity` bytes, at most twice as many. */
  constructor(path: string, capacity: number = DEFAULT_CAPACITY, now: () => number = systemTime) {
    this.#path = path;
    this.#capacity = capacity;
    this.#chunks = new WrittenChunks(capacity);
    this.#now = now;
  }

  /** The path was opened, for the first time or again. `size` is the size of the file. */
  opened(size: number): void {
    this.#chunks.clear();
    this.#wrote = this.#now() - COPYING;
    this.#begin(size, readAt(this.#path, 0, HEAD));
  }

  /** Whole records were written by one write, when the file had `at` bytes. */
  wrote(bytes: Uint8Array, at: number): void {
    this.#chunks.add(bytes, at);
    this.#end = at + bytes.length;
    this.#wrote = this.#now();
    if (this.#head.length < HEAD) this.#growHead();
  }

  /** Whether a file of this size was truncated since the last write. Call it before each write. */
  isTruncated(size: number): boolean {
    return size < this.#end;
  }

  /**
   * Returns the records that are neither in the copy nor in the truncated file, which has `size` bytes now. Forgets
   * everything that was written before. Throws errors of reading the folder.
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

  /** The chunks that were written after a copy was made, without those that are in the file. */
  #behind({ path, size }: Copy, chunks: readonly WrittenChunk[], last: number): Missing {
    const pieces: Buffer[] = [];
    for (const [i, chunk] of chunks.slice(0, chunks.length - last).entries()) {
      const copied = copiedOf(chunk, chunks[i + 1]?.at, path, size, this.#capacity);
      // Copied, because the remembered chunks will be overwritten.
      if (copied < chunk.bytes.length) pieces.push(Buffer.from(chunk.bytes.subarray(copied)));
    }
    const first = chunks[0]?.at ?? 0;
    const unknown = this.#chunks.hasForgotten ? Math.max(0, first - size) : 0;
    return { copy: path, pieces, unknown };
  }

  #begin(size: number, head: Buffer): void {
    this.#head = Buffer.from(head);
    // The file may have been copied once more before the truncation was noticed, but not before the write that
    // preceded the truncation.
    this.#since = this.#wrote;
    this.#end = size;
  }

  #growHead(): void {
    const head = readAt(this.#path, 0, HEAD);
    // Truncated again at this moment.
    if (head.length < Math.min(HEAD, this.#end)) return;
    if (head.subarray(0, this.#head.length).equals(this.#head)) this.#head = head;
  }
}

/** Place of a chunk: the index of a text, and an offset in it. */
interface Place extends WrittenChunk {
  readonly text: number;
}

/** The last of the chunks, as many as are found one after the other in the texts. */
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
 * Number of bytes of a chunk's whole records in a copy of `size` bytes. `next` is the size of the file right before
 * the next chunk was written, if there is one.
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
  // Others may have written in between, but only little, as the chunk was written at once.
  const near = readAt(copy, at, Math.min(size - at, bytes.length + reach));
  if (near.includes(bytes)) return bytes.length;
  // The copy may end inside the chunk, even inside a record.
  const first = bytes.subarray(0, bytes.indexOf(NEWLINE) + 1);
  for (let i = near.indexOf(first); i >= 0; i = near.indexOf(first, i + 1)) {
    const end = near.subarray(i);
    if (end.equals(bytes.subarray(0, end.length))) return end.lastIndexOf(NEWLINE) + 1;
  }
  return 0;
}
