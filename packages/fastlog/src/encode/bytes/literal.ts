import { Buffer } from "node:buffer";

/** A recurring piece of text, encoded once. */
export interface Literal {
  readonly text: string;
  /** See {@link wordsOf}. */
  readonly words: readonly number[];
  /** The first two words, or spaces. Most pieces are not longer, and need no access to the array. */
  readonly first: number;
  readonly second: number;
  /** In bytes. */
  readonly length: number;
}

/** Encodes a text that needs no escapes. */
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

/** Throws if the encoding is incomplete: on a nearly full stack, Node may write nothing of a concatenated text. */
function check(text: string, bytes: Buffer, length: number): void {
  const last = text.length - 1;
  if (last === length - 1 && last >= 0 && bytes[last] !== text.charCodeAt(last)) {
    throw new RangeError("a text could not be encoded");
  }
}

/** A literal of encoded bytes. */
export function literalOf(bytes: Buffer): Literal {
  return encoded(bytes.toString(), bytes);
}

function encoded(text: string, bytes: Buffer): Literal {
  return literalFrom(text, wordsOf(bytes), bytes.length);
}

function literalFrom(text: string, words: readonly number[], length: number): Literal {
  // Eight spaces as a word.
  const first = words.length > 0 ? (words[0] as number) : BLANK;
  const second = words.length > 1 ? (words[1] as number) : BLANK;
  return { text, words, first, second, length };
}

const SPACE = 32;
/**
 * Converts UTF-8 to little-endian 64-bit words, the last one padded, to store eight bytes at once: a `set` of 55
 * bytes takes 24 ns, a loop over Int32 words 17, over these 12. The words are in an array, which V8 reads 10 %
 * faster than a Float64Array.
 *
 * They are doubles, because JavaScript can move those without allocating. No text becomes a NaN, whose bits would
 * not survive: that takes a byte 0xFF, or 0x7F after a byte of 0xF0 or more, and valid UTF-8 has neither. Padding
 * with spaces avoids subnormal numbers, which are slow.
 */
const BLANK = new Float64Array(new Uint8Array(8).fill(SPACE).buffer)[0] as number;
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The bytes, padded with spaces to a whole word and one more: four bytes can be stored at any offset. */
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

/** Whether no word of these bytes is a NaN. Only bytes that are no UTF-8 can be. */
export function areWordsSafe(bytes: Uint8Array): boolean {
  for (let i = 7; i < bytes.length; i += 8) {
    if (((bytes[i] as number) & 0x7f) === 0x7f && (bytes[i - 1] as number) >= 0xf0) return false;
  }
  return true;
}

/** In characters: a longer text gets buffers of its own. */
export function padded(bytes: Uint8Array): Buffer {
  const whole = Buffer.alloc((bytes.length + 15) & ~7, SPACE);
  whole.set(bytes);
  return whole;
}

/** Made at first use: a starting program encodes hundreds of short texts. */
const MAX_SHORT = 512;

/** Reused buffers for encoding short texts. Three new buffers for each take ten times as long. */
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
