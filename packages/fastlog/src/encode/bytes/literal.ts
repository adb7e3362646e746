import { Buffer } from "node:buffer";

/** A piece of text that is written again and again, encoded once. */
export interface Literal {
  readonly text: string;
  /** See {@link wordsOf}. */
  readonly words: readonly number[];
  /** The first two of them, or spaces: most pieces are not longer, and these are found without the array. */
  readonly first: number;
  readonly second: number;
  /** In bytes. */
  readonly length: number;
}

/** Encodes a text, which is safe to write as it is. */
export function literal(text: string): Literal {
  if (text.length > MAX_SHORT || !IS_LITTLE_ENDIAN) {
    const bytes = Buffer.from(text);
    check(text, bytes, bytes.length);
    return encoded(text, bytes);
  }
  scratch ??= new Scratch();
  const { bytes } = scratch;
  const length = bytes.write(text, 0);
  check(text, bytes, length);
  return literalFrom(text, scratch.words(length), length);
}

/** With the stack nearly full, Node has been seen to write nothing of a text that was joined of others. */
function check(text: string, bytes: Buffer, length: number): void {
  const last = text.length - 1;
  if (last === length - 1 && last >= 0 && bytes[last] !== text.charCodeAt(last)) {
    throw new RangeError("a text could not be encoded");
  }
}

/** The same of a text that is encoded. */
export function literalOf(bytes: Buffer): Literal {
  return encoded(bytes.toString(), bytes);
}

function encoded(text: string, bytes: Buffer): Literal {
  return literalFrom(text, wordsOf(bytes), bytes.length);
}

function literalFrom(text: string, words: readonly number[], length: number): Literal {
  // V8 throws optimised code away that reads what an array does not have.
  const first = words.length > 0 ? (words[0] as number) : BLANK;
  const second = words.length > 1 ? (words[1] as number) : BLANK;
  return { text, words, first, second, length };
}

const SPACE = 32;
/** Eight spaces as a word. */
const BLANK = new Float64Array(new Uint8Array(8).fill(SPACE).buffer)[0] as number;
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * UTF-8 as little-endian 64-bit words, the last one padded, so that eight bytes are stored at once:
 * a `set` of 55 bytes takes 24 ns, a loop over Int32 words 17, over these 12. In an array, from which
 * V8 loads them 10 % faster than from a Float64Array.
 *
 * They are kept as doubles because those are what JavaScript can move without allocating. No text
 * can be mistaken for a NaN, whose bits would not be kept: that takes a byte 0xFF, or 0x7F behind a
 * byte from 0xF0, and valid UTF-8 has neither. Padding with spaces keeps them out of the subnormal
 * numbers, which are slow.
 */
export function wordsOf(bytes: Uint8Array): number[] {
  const words = new Float64Array((bytes.length + 7) >> 3);
  const whole = Buffer.from(words.buffer);
  whole.set(bytes);
  whole.fill(SPACE, bytes.length);
  if (!IS_LITTLE_ENDIAN) {
    for (let i = 0; i < words.length; i++) words[i] = whole.readDoubleLE(i << 3);
  }
  return Array.from(words);
}

/** The bytes, and spaces up to a whole word, with one more behind it: four bytes may be stored at any of them. */
export function padded(bytes: Uint8Array): Buffer {
  const whole = Buffer.alloc((bytes.length + 15) & ~7, SPACE);
  whole.set(bytes);
  return whole;
}

/** In characters: longer texts have buffers of their own. */
const MAX_SHORT = 512;

/** Made when it is first needed: a program encodes some hundreds of short texts when it begins. */
let scratch: Scratch | undefined;

/** Where short texts are encoded: three buffers for each take ten times as long. */
class Scratch {
  readonly bytes: Buffer;
  private readonly doubles = new Float64Array((MAX_SHORT * 3 + 8) >> 3);
  private readonly gathered: number[] = [];

  constructor() {
    this.bytes = Buffer.from(this.doubles.buffer);
  }

  /** See {@link wordsOf}. */
  words(length: number): number[] {
    const { bytes, doubles, gathered } = this;
    for (let i = length; (i & 7) !== 0; i++) bytes[i] = SPACE;
    const count = (length + 7) >> 3;
    for (let i = 0; i < count; i++) gathered[i] = doubles[i] as number;
    return gathered.slice(0, count);
  }
}
