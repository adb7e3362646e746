import { Buffer } from "node:buffer";
import type { Batch } from "../../batch/batch.ts";
import { type Chunk, LEVEL_MASK, RING_MARK } from "../../batch/chunk.ts";
import { hasStack } from "../../stack.ts";
import { isBare, isUnsafe, isUnsafeInJson } from "../../text/escape.ts";
import {
  type Escaping,
  IN_JSON,
  IN_LINE,
  IN_PARAM,
  writeEscaped,
} from "../../text/escape-bytes.ts";
import { isClean, isCleanJson } from "./ascii-scan.ts";
import { writeDecimal, writeWhole } from "./decimal.ts";
import { PADDED, prepareDigits, SHORT } from "./digits.ts";
import type { Literal } from "./literal.ts";

/** Bytes kept free for the mark of a cut record, its end, and the newline. */
const MARK_ROOM = 48;

/** Most bytes that {@link writeDecimal} writes, with a sign. */
const NUMBER_ROOM = 33;

/**
 * Taken from the class, and called with the text. V8 distinguishes up to four kinds of strings at each place that
 * reads a property, and programs have more (joined, cut, constant, each with one or two bytes a character). From
 * the fifth kind on it looks the property up for each character.
 */
export const charCodeAt: (this: string, index: number) => number = String.prototype.charCodeAt;

const MINUS = 45;
const QUOTE = 34;
const BACKSLASH = 92;
const BRACKET = 93;

/** In characters: for a shorter text a loop beats the platform's encoder, which takes at least 80 ns. */
const SHORT_TEXT = 64;

/**
 * Writes the bytes of a record at the end of the current chunk.
 *
 * The chunk's end moves once, in `commit`; until then `rollback` takes everything back. If the chunk is full, it is
 * sealed with its complete records, and the unfinished one moves to the next chunk. If the record would be longer
 * than `maxRecord`, it is over: nothing more of it is read or written, and the caller takes it back and writes it
 * again with shorter values.
 *
 * It stays one class, though it is long: all of its methods move the offsets of one record, which V8 reads from one
 * object without a further lookup.
 */
export class RecordWriter {
  /**
   * Batch that the next record goes to: the log's, unless the recorder keeps the record. Changes between two records only.
   */
  batch: Batch;
  /** Batch of the ring, for records with {@link RING_MARK}. */
  ring: Batch | undefined;
  /** Batch of the log. */
  readonly home: Batch;
  /** Longest record in bytes, with its newline. */
  readonly maxRecord: number;
  /** Bytes kept free after `limit`, to end a record that was cut. */
  private readonly reserve: number;
  /** Length of what {@link commit} ends a record with: a newline, or nothing in binary formats. */
  private readonly terminator: number;
  /** Most bytes of a record's content. */
  private readonly most: number;
  /** End of the content of the chunk's last possible record. */
  private end = 0;

  private chunk!: Chunk;
  private bytes!: Buffer;
  /** View of the current chunk, for callers that patch bytes they have just written. Must not be kept. */
  view!: DataView;
  /** Offset of the next byte. */
  private at = 0;
  /** End of this record's content. */
  private limit = 0;
  /** The record is longer than `maxRecord`. */
  isOver = false;
  /** The pool was empty during this record. */
  private abandoned = false;
  /** Level of the current record, with its mark; 0 between two records. */
  level = 0;
  /** Levels of records that were not ended because the stack was full. They are counted as dropped later. */
  readonly unended: number[] = [];
  /**
   * Bit mask of the sinks that get the record (fan-out only). Goes into the chunk with the level, above {@link
   * MARK_SHIFT}. Read when a record begins.
   */
  mark = 0;

  /**
   * `tail` is the most bytes that the encoder writes after the message and fields. Records of a binary format end
   * without a newline.
   */
  constructor(batch: Batch, maxRecord: number, tail: number, isBinary = false) {
    prepareDigits();
    this.terminator = isBinary ? 0 : 1;
    this.batch = batch;
    this.ring = undefined;
    this.home = batch;
    this.maxRecord = maxRecord;
    // A template may ask for more than a record holds; at least half of it is left for the content.
    this.reserve = Math.min(tail, maxRecord >> 1) + MARK_ROOM;
    this.most = maxRecord - this.reserve;
  }

  /** Begins a record. Returns `false` if there is no room; the record is dropped and counted then. */
  begin(level: number): boolean {
    this.level = level | this.mark;
    const chunk = this.batch.open(level);
    if (chunk === undefined) return this.noRoom();
    if (chunk !== this.chunk) this.use(chunk);
    const start = chunk.end;
    this.at = start;
    this.limit = Math.min(start + this.most, this.end);
    this.isOver = false;
    return true;
  }

  private noRoom(): boolean {
    this.settle();
    return false;
  }

  /** Ends the record with a newline and counts it, unless it is over. */
  commit(): void {
    if (this.abandoned || this.isOver) {
      if (this.abandoned) this.drop();
      return;
    }
    // In a binary format, the newline is after the end of the record.
    this.bytes[this.at] = 10;
    this.count(this.at + this.terminator);
  }

  /**
   * Counts the record that ends at `end`, unless the record was taken back: a call goes on after that if the process
   * exits within it and a listener throws.
   */
  private count(end: number): void {
    const { chunk, level } = this;
    if (level === 0) return;
    const index = chunk.records;
    chunk.ends[index] = end;
    chunk.levels[index] = level;
    chunk.end = end;
    chunk.records = index + 1;
    this.level = 0;
    if (index + 1 >= chunk.lookAt) chunk.lookAt = this.batch.recordEnded();
  }

  /** Drops a record that has no room for its end. */
  private drop(): void {
    this.settle();
    // Lets the next record find at once that there is no room.
    if (hasStack()) this.batch.sealNow();
  }

  /** Counts an unfinished record as dropped, and those that were unfinished before it. */
  settle(): void {
    const { level, unended } = this;
    if (level !== 0) unended[unended.length] = level;
    this.rollback();
    while (unended.length > 0 && this.home.canDrop) {
      const last = unended.pop() as number;
      this.batchOf(last).drop(last & LEVEL_MASK, "overflow");
    }
  }

  /** Batch that a record with this mark goes to. */
  batchOf(mark: number): Batch {
    return (mark & RING_MARK) === 0 ? this.home : (this.ring ?? this.home);
  }

  /**
   * Ends the record with a piece that includes its newline, and counts it. Returns `false`, and does nothing, if
   * the record is over or the piece does not fit.
   */
  finish(piece: Literal): boolean {
    const at = this.at;
    const end = at + piece.length;
    // The piece is the end that bytes are kept free for.
    if (end > this.limit + this.reserve || this.isOver || this.abandoned) return false;
    store(this.view, at, piece.words);
    this.count(end);
    return true;
  }

  /** Writes a record that was encoded elsewhere, with its newline if the format has any. */
  whole(record: Uint8Array): void {
    const room = record.length - this.reserve;
    if (this.at + room > this.limit && !this.makeRoom(room)) {
      this.drop();
      return;
    }
    this.bytes.set(record, this.at);
    this.at += record.length - this.terminator;
    this.commit();
  }

  /** Whether the record will be dropped, because there was no room for it. */
  get isLost(): boolean {
    return this.abandoned;
  }

  /** Takes back the bytes of the record, which can then begin again. */
  rollback(): void {
    this.abandoned = false;
    this.isOver = false;
    this.level = 0;
  }

  /** Ends the content: from now on the reserve can be used. */
  endContent(): void {
    // Without a chunk from the pool there is no reserve: the chunk may be full to its last byte.
    if (!this.abandoned && !this.isOver) this.limit += this.reserve - 1;
  }

  /** Whether `length` more bytes of content fit. */
  fits(length: number): boolean {
    return this.at + length <= this.limit || this.makeRoom(length);
  }

  /** Marks the record as too long. Nothing fits from now on. */
  overflow(): void {
    this.isOver = !this.abandoned;
    this.limit = -1;
  }

  /** Number of bytes of content that still fit. */
  get room(): number {
    return Math.min(this.most, this.end) - this.length;
  }

  /** Writes a literal. */
  literal(piece: Literal): void {
    if (this.words(piece.words, piece.length) < 0) this.overflow();
  }

  /** Writes a literal if it fits, together with `behind` more bytes. */
  piece(piece: Literal, behind: number): boolean {
    const { length } = piece;
    const { at } = this;
    const end = at + length;
    if (length > 16 || end + behind > this.limit) return this.anyPiece(piece, behind);
    const { view } = this;
    view.setFloat64(at, piece.first, true);
    view.setFloat64(at + 8, piece.second, true);
    this.at = end;
    return true;
  }

  private anyPiece({ words, length }: Literal, behind: number): boolean {
    if (this.at + length + behind > this.limit && !this.makeRoom(length + behind)) return false;
    store(this.view, this.at, words);
    this.at += length;
    return true;
  }

  /**
   * Writes UTF-8 given as words. Returns the offset of the first byte, for callers that patch it through {@link
   * view}; -1, without writing, if it does not fit.
   */
  words(words: readonly number[], length: number): number {
    let at = this.at;
    if (at + length > this.limit) {
      if (!this.makeRoom(length)) return -1;
      at = this.at;
    }
    store(this.view, at, words);
    this.at = at + length;
    return at;
  }

  /** Writes any text, with unsafe characters as escapes. */
  text(text: string): void {
    const length = lengthOf(text);
    const at = this.at;
    if (length <= SHORT_TEXT && at + length <= this.limit) {
      const bytes = this.bytes;
      let i = 0;
      for (; i < length; i++) {
        const code = charCodeAt.call(text, i);
        if (code < 32 || code > 126) break;
        bytes[at + i] = code;
      }
      if (i === length) {
        this.at = at + length;
        return;
      }
    }
    if (!this.fits(length)) this.overflow();
    else if (length <= SHORT_TEXT || !this.longText(text)) this.escaped(text, IN_LINE);
  }

  /** Writes a text that fits and is ASCII without escapes, as nearly all are. */
  private longText(text: string): boolean {
    const { at } = this;
    const length = lengthOf(text);
    const written = this.bytes.write(text, at, this.limit - at);
    // As many bytes as characters: it is all ASCII, or it was cut and is found not to be.
    if (written === length) {
      if (!isClean(this.view, at, length)) return false;
    } else if (length * 3 > this.limit - at || isUnsafe(text)) {
      return false;
    }
    this.at = at + written;
    return true;
  }

  /** Writes such a text in a JSON string. */
  private longJsonText(text: string): boolean {
    const { at } = this;
    const length = lengthOf(text);
    const written = this.bytes.write(text, at, this.limit - at);
    if (written === length) {
      if (!isCleanJson(this.view, at, length)) return false;
    } else if (length * 3 > this.limit - at || isUnsafeInJson(text)) {
      return false;
    }
    this.at = at + written;
    return true;
  }

  /** Escapes a text. Reads only as much as fits. */
  private escaped(text: string, escaping: Escaping): void {
    let end = writeEscaped(this.bytes, this.at, this.limit, text, escaping);
    // There is more room once the earlier records are out of the way.
    if (end < 0 && this.chunk.end > 0 && this.fits(this.limit - this.at + 1)) {
      end = writeEscaped(this.bytes, this.at, this.limit, text, escaping);
    }
    if (end < 0) this.overflow();
    else this.at = end;
  }

  /** Writes a text as one word, quoted if necessary. */
  word(text: string): void {
    const length = lengthOf(text);
    const at = this.at;
    if (length <= SHORT_TEXT && length > 0 && at + length <= this.limit) {
      const bytes = this.bytes;
      let i = 0;
      for (; i < length; i++) {
        const code = charCodeAt.call(text, i);
        if (code < 33 || code > 126 || code === 34 || code === 61 || code === 92) break;
        bytes[at + i] = code;
      }
      if (i === length) {
        this.at = at + length;
        return;
      }
    }
    if (!this.fits(length + 2)) this.overflow();
    else if (isBare(text)) this.safeText(text);
    else this.jsonString(text);
  }

  /** Writes text inside a JSON string. */
  jsonText(text: string): void {
    const length = lengthOf(text);
    const at = this.at;
    if (length <= SHORT_TEXT && at + length <= this.limit) {
      const bytes = this.bytes;
      let i = 0;
      for (; i < length; i++) {
        const code = charCodeAt.call(text, i);
        if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) break;
        bytes[at + i] = code;
      }
      if (i === length) {
        this.at = at + length;
        return;
      }
    }
    this.anyJsonText(text, length);
  }

  private anyJsonText(text: string, length: number): void {
    if (this.fits(length)) this.longOrEscaped(text, length);
    else this.overflow();
  }

  /** Writes a text as a JSON string. */
  jsonString(text: string): void {
    const length = lengthOf(text);
    const at = this.at + 1;
    if (length <= SHORT_TEXT && at + length < this.limit) {
      const bytes = this.bytes;
      let i = 0;
      for (; i < length; i++) {
        const code = charCodeAt.call(text, i);
        if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) break;
        bytes[at + i] = code;
      }
      if (i === length) {
        bytes[at - 1] = QUOTE;
        bytes[at + length] = QUOTE;
        this.at = at + length + 1;
        return;
      }
    }
    this.anyJsonString(text, length);
  }

  /** Separate, like everything rare: V8 inlines a function by its length. */
  private anyJsonString(text: string, length: number): void {
    if (!this.fits(length + 2)) {
      this.overflow();
      return;
    }
    this.bytes[this.at++] = QUOTE;
    this.longOrEscaped(text, length);
    this.quote();
  }

  private longOrEscaped(text: string, length: number): void {
    if (length <= SHORT_TEXT || !this.longJsonText(text)) this.escaped(text, IN_JSON);
  }

  /** Writes a text between the quotes of a parameter of structured data. */
  paramText(text: string): void {
    const length = lengthOf(text);
    const { at, bytes } = this;
    if (!this.fits(length)) {
      this.overflow();
      return;
    }
    if (length <= SHORT_TEXT && this.at === at) {
      let i = 0;
      for (; i < length; i++) {
        const code = charCodeAt.call(text, i);
        if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH || code === BRACKET)
          break;
        bytes[at + i] = code;
      }
      if (i === length) {
        this.at = at + length;
        return;
      }
    }
    this.escaped(text, IN_PARAM);
  }

  private quote(): void {
    if (this.fits(1)) this.bytes[this.at++] = QUOTE;
    else this.overflow();
  }

  /** Writes JSON text unchanged. */
  json(text: string): void {
    this.safeText(text);
  }

  /** Writes the closing quote of a text that was written in pieces. Its room is kept free. */
  endQuote(): void {
    this.bytes[this.at++] = QUOTE;
  }

  /** Writes one ASCII character that closes a record. Its room is kept free. */
  closing(code: number): void {
    this.bytes[this.at++] = code;
  }

  /** Writes text of any length that needs no escapes. */
  safeText(text: string): void {
    // A character takes at most three bytes for each UTF-16 unit.
    const length = lengthOf(text);
    if (
      this.at + length * 3 > this.limit &&
      !(this.fits(length) && this.fits(Buffer.byteLength(text)))
    ) {
      this.overflow();
      return;
    }
    this.at += this.bytes.write(text, this.at);
  }

  /** Writes a number as JavaScript prints it. Most have at most six digits, which are written in the inlined part. */
  number(value: number): void {
    const at = this.at;
    if (value >>> 0 === value && value < 1_000_000 && at + 12 <= this.limit) {
      const view = this.view;
      const thousands = (value / 1000) | 0;
      if (thousands === 0) {
        const word = SHORT[value] as number;
        view.setInt32(at, word, true);
        this.at = at + (word >> 24);
      } else {
        const word = SHORT[thousands] as number;
        const low = at + (word >> 24);
        view.setInt32(at, word, true);
        view.setInt32(low, PADDED[value - thousands * 1000] as number, true);
        this.at = low + 3;
      }
    } else {
      this.anyNumber(value);
    }
  }

  private anyNumber(value: number): void {
    if ((value | 0) !== value || this.at + 12 > this.limit) {
      this.longNumber(value);
      return;
    }
    const view = this.view;
    let at = this.at;
    let rest = value | 0;
    if (rest < 0) {
      // -2^31 has no positive counterpart in 32 bits.
      if (rest === -2_147_483_648) {
        this.text(String(value));
        return;
      }
      this.bytes[at++] = 45;
      rest = -rest;
    }
    if (rest < 1000) {
      const word = SHORT[rest] as number;
      view.setInt32(at, word, true);
      this.at = at + (word >> 24);
      return;
    }
    const thousands = (rest / 1000) | 0;
    const low = PADDED[rest - thousands * 1000] as number;
    if (thousands < 1000) {
      const word = SHORT[thousands] as number;
      view.setInt32(at, word, true);
      at += word >> 24;
    } else {
      const millions = (thousands / 1000) | 0;
      const middle = PADDED[thousands - millions * 1000] as number;
      if (millions < 1000) {
        const word = SHORT[millions] as number;
        view.setInt32(at, word, true);
        at += word >> 24;
      } else {
        this.bytes[at] = 48 + ((millions / 1000) | 0);
        view.setInt32(at + 1, PADDED[millions % 1000] as number, true);
        at += 4;
      }
      view.setInt32(at, middle, true);
      at += 3;
    }
    view.setInt32(at, low, true);
    this.at = at + 3;
  }

  private longNumber(value: number): void {
    const size = Math.abs(value);
    if (size <= Number.MAX_SAFE_INTEGER && this.at + NUMBER_ROOM <= this.limit) {
      const view = this.view;
      let start = this.at;
      if (value < 0) view.setUint8(start++, MINUS);
      const isWhole = Math.floor(size) === size;
      const end = isWhole ? writeWhole(view, start, size) : writeDecimal(view, start, size);
      if (end >= 0) {
        this.at = end;
        return;
      }
    }
    this.text(String(value));
  }

  /**
   * Reserves bytes for the caller, who writes them through {@link view}. Returns the offset of the first; -1 if they do
   * not fit.
   */
  claim(length: number): number {
    const { at } = this;
    if (at + length <= this.limit) {
      this.at = at + length;
      return at;
    }
    if (!this.makeRoom(length)) return -1;
    const start = this.at;
    this.at = start + length;
    return start;
  }

  /** Makes a gap of `length` bytes. `offset` counts from the start of the record. Returns `false` if it does not fit. */
  insert(offset: number, length: number): boolean {
    const end = this.length;
    if (this.claim(length) < 0) return false;
    const from = this.chunk.end + offset;
    this.bytes.copyWithin(from + length, from, this.chunk.end + end);
    return true;
  }

  /** Offset of the record in {@link view}. Changes when the record moves to another chunk. */
  get start(): number {
    return this.chunk.end;
  }

  /** Number of bytes of the record so far. */
  get length(): number {
    return this.at - this.chunk.end;
  }

  /** Replaces a byte by another character. `offset` counts from the start of the record. */
  replace(offset: number, code: number): void {
    this.bytes[this.chunk.end + offset] = code;
  }

  /** Takes back everything from an offset on, counted from the start of the record. */
  rewind(offset: number): void {
    this.at = this.chunk.end + offset;
  }

  /** Bytes of the record so far. Valid until the next call. */
  get written(): Buffer {
    return this.bytes.subarray(this.chunk.end, this.at);
  }

  private use(chunk: Chunk): void {
    this.chunk = chunk;
    this.bytes = chunk.bytes;
    this.view = chunk.view;
    this.end = chunk.capacity - this.reserve;
  }

  /** Whether `length` bytes fit once the earlier records are out of the way. */
  private makeRoom(length: number): boolean {
    if (this.isOver) return false;
    const start = this.chunk.end;
    if (start > 0 && !this.abandoned) {
      const at = this.at;
      const next = this.batch.carryOver(at, this.level & LEVEL_MASK);
      if (next === undefined) {
        this.abandoned = true;
        return false;
      }
      this.use(next);
      next.lookAt = 1;
      this.at = at - start;
      this.limit = Math.min(this.most, this.end);
    }
    return this.at + length <= this.limit;
  }
}

const EMPTY = "";

/** Length of a text. V8 knows the result of `+` to be a string of any kind: see {@link charCodeAt}. */
export function lengthOf(text: string): number {
  return (EMPTY + text).length;
}

/**
 * Stores words. Writes up to seven bytes more than the text has. Incrementing the offset takes 0.7 ns a word,
 * `at + (i << 3)` takes 1.1. Two words at a time take 7 % less again.
 */
export function store(view: DataView, at: number, words: readonly number[]): void {
  const last = words.length - 1;
  let i = 0;
  let place = at;
  for (; i < last; i += 2, place += 16) {
    view.setFloat64(place, words[i] as number, true);
    view.setFloat64(place + 8, words[i + 1] as number, true);
  }
  if (i === last) view.setFloat64(place, words[i] as number, true);
}
