import { Buffer } from "node:buffer";

/**
 * A piece of text that is written again and again, encoded once. Its bytes are kept as little-endian
 * words, the last one padded, so that it is written four bytes at a time.
 */
export interface Literal {
  readonly text: string;
  readonly words: Int32Array;
  /** In bytes. */
  readonly length: number;
}

/** Encodes a text, which is safe to write as it is. */
export function literal(text: string): Literal {
  const bytes = Buffer.from(text);
  return { text, words: wordsOf(bytes), length: bytes.length };
}

/** The bytes as little-endian words, whatever the machine's byte order. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  const padded = new DataView(new ArrayBuffer((bytes.length + 3) & ~3));
  new Uint8Array(padded.buffer).set(bytes);
  const words = new Int32Array(padded.byteLength >> 2);
  for (let i = 0; i < words.length; i++) words[i] = padded.getInt32(i << 2, true);
  return words;
}
