import { Buffer } from "node:buffer";
import { digitsOf } from "../../text/bigint-digits.ts";
import { type Literal, literalOf } from "../bytes/literal.ts";
import { charCodeAt, lengthOf, type RecordWriter, store } from "../bytes/record-writer.ts";
import {
  bigintBytes,
  NEGATIVE_SIZE,
  putNegative,
  putPadded,
  putVarint,
  sizeOfVarint,
  TWO_BYTES,
} from "./proto-bytes.ts";

// Pairs of a key and a value: attributes of a record, and members of an object. If one does not fit, the record is over.

/** Tags of a pair as an attribute of a record, and as a member of an object. */
export const ATTRIBUTE = 0x32;
export const MEMBER = 0x0a;
/** Tags in a pair. */
const KEY = 0x0a;
const VALUE = 0x12;
/** Tags in a value. */
export const TEXT_VALUE = 0x0a;
export const BOOLEAN_VALUE = 0x10;
export const INTEGER_VALUE = 0x18;
export const DOUBLE_VALUE = 0x21;

/** A length that is filled in later. A space, because a word of zeros is a subnormal number. */
export const LATER = 0x20;

/** In characters: for a longer text the platform's encoder is faster. */
export const SHORT_TEXT = 64;
/** Most that a length of one byte says. */
export const ONE_BYTE = 127;

/** The bytes of a pair up to the length of its value. The length of the pair is one byte, and filled in later. */
export function pairHead(tag: number, name: string): Literal {
  const bytes = Buffer.from(name);
  const length = bigintBytes(BigInt(bytes.length));
  return literalOf(Buffer.from([tag, LATER, KEY, ...length, ...bytes, VALUE]));
}

export function putTextPair(out: RecordWriter, tag: number, head: Literal, text: string): void {
  const length = lengthOf(text);
  if (length > SHORT_TEXT) {
    putLongText(out, tag, head, text, length);
    return;
  }
  const before = out.length;
  const at = open(out, tag, head, length + 2);
  if (at < 0) {
    out.overflow();
    return;
  }
  const { view } = out;
  view.setUint8(at, TEXT_VALUE);
  view.setUint8(at + 1, length);
  if (putAscii(view, at + 2, text, length)) return;
  out.rewind(before);
  putLongText(out, tag, head, text, length);
}

export function putNumberPair(out: RecordWriter, tag: number, head: Literal, value: number): void {
  if (!Number.isSafeInteger(value)) {
    putDoublePair(out, tag, head, value);
    return;
  }
  const size = value < 0 ? NEGATIVE_SIZE : sizeOfVarint(value);
  const at = open(out, tag, head, size + 1);
  if (at < 0) {
    out.overflow();
    return;
  }
  const { view } = out;
  view.setUint8(at, INTEGER_VALUE);
  if (value < 0) putNegative(view, at + 1, value);
  else putVarint(view, at + 1, value);
}

function putDoublePair(out: RecordWriter, tag: number, head: Literal, value: number): void {
  const at = open(out, tag, head, 9);
  if (at < 0) {
    out.overflow();
    return;
  }
  out.view.setUint8(at, DOUBLE_VALUE);
  out.view.setFloat64(at + 1, value, true);
}

/** A value without content is null. */
export function putBooleanPair(
  out: RecordWriter,
  tag: number,
  head: Literal,
  value: boolean | null,
): void {
  const at = open(out, tag, head, value === null ? 0 : 2);
  if (at < 0) {
    out.overflow();
  } else if (value !== null) {
    out.view.setUint8(at, BOOLEAN_VALUE);
    out.view.setUint8(at + 1, value ? 1 : 0);
  }
}

/** A number of more than 64 bits is written as its digits. */
export function putBigintPair(out: RecordWriter, tag: number, head: Literal, value: bigint): void {
  if (BigInt.asIntN(64, value) !== value) {
    putTextPair(out, tag, head, digitsOf(value));
    return;
  }
  const bytes = bigintBytes(value);
  const at = open(out, tag, head, bytes.length + 1);
  if (at < 0) {
    out.overflow();
    return;
  }
  out.view.setUint8(at, INTEGER_VALUE);
  for (let i = 0; i < bytes.length; i++) out.view.setUint8(at + 1 + i, bytes[i] as number);
}

/**
 * Writes the head of a pair whose value is an object or a list. Returns the offset of the pair's content from the start of
 * the record, for {@link close}.
 */
export function openPair(out: RecordWriter, tag: number, { words, length }: Literal): number {
  // The key comes one byte later, because the length of the pair takes two.
  const at = out.claim(length + 1);
  if (at < 0) {
    out.overflow();
    return 0;
  }
  const { view } = out;
  store(view, at + 1, words);
  view.setUint8(at, tag);
  return out.length - (length - 2);
}

/** Leaves room for a length. Returns the offset of what has it, from the start of the record. */
export function openLength(out: RecordWriter): number {
  if (out.claim(2) < 0) out.overflow();
  return out.length;
}

/** Fills in the length of what has been written from an offset on. */
export function close(out: RecordWriter, from: number): void {
  if (out.isOver) return;
  const bytes = out.length - from;
  if (bytes <= TWO_BYTES) {
    putPadded(out.view, out.start + from - 2, bytes);
  } else if (out.insert(from, sizeOfVarint(bytes) - 2)) {
    putVarint(out.view, out.start + from - 2, bytes);
  } else {
    out.overflow();
  }
}

/** Writes a text of ASCII. Returns `false` at the first other character. */
export function putAscii(view: DataView, at: number, text: string, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const code = charCodeAt.call(text, i);
    if (code > 127) return false;
    view.setUint8(at + i, code);
  }
  return true;
}

/** Writes the UTF-8 of a text, of so many bytes, and before it a tag and its length. */
export function putText(out: RecordWriter, tag: number, text: string, bytes: number): void {
  const at = out.claim(1 + sizeOfVarint(bytes));
  if (at < 0) {
    out.overflow();
    return;
  }
  out.view.setUint8(at, tag);
  putVarint(out.view, at + 1, bytes);
  const end = out.length + bytes;
  out.safeText(text);
  // On a nearly full stack, Node may write less.
  if (out.length !== end && !out.isOver) throw new RangeError("a text could not be encoded");
}

/**
 * Writes the head of a pair and the length of its value, and reserves `size` bytes for that. Returns its offset; -1 if it
 * does not fit.
 */
function open(out: RecordWriter, tag: number, { words, length }: Literal, size: number): number {
  const inner = length - 1 + size;
  if (inner > ONE_BYTE) return openLong(out, tag, words, length, size);
  const at = out.claim(inner + 2);
  if (at < 0) return -1;
  const { view } = out;
  store(view, at, words);
  view.setUint8(at + 1, inner);
  view.setUint8(at + length, size);
  return at + length + 1;
}

function openLong(
  out: RecordWriter,
  tag: number,
  words: readonly number[],
  length: number,
  size: number,
): number {
  const inner = length - 2 + sizeOfVarint(size) + size;
  // The key comes later by as much as the length of the pair takes more than one byte.
  const shift = sizeOfVarint(inner) - 1;
  const at = out.claim(2 + shift + inner);
  if (at < 0) return -1;
  const { view } = out;
  store(view, at + shift, words);
  view.setUint8(at, tag);
  putVarint(view, at + 1, inner);
  return putVarint(view, at + shift + length, size);
}

function putLongText(
  out: RecordWriter,
  tag: number,
  head: Literal,
  text: string,
  length: number,
): void {
  // A text that does not fit is not scanned.
  const bytes = out.fits(length) ? Buffer.byteLength(text) : -1;
  const size = 1 + sizeOfVarint(bytes) + bytes;
  const at = bytes < 0 ? -1 : open(out, tag, head, size);
  if (at < 0) {
    out.overflow();
    return;
  }
  out.rewind(out.length - size);
  putText(out, TEXT_VALUE, text, bytes);
}
