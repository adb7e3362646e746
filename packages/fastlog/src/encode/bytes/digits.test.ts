import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { PADDED, prepareDigits, SHORT } from "./digits.ts";

prepareDigits();

const numbers = Array.from({ length: 1_000 }, (_, n) => n);

/** The four bytes of a word, first byte first. */
function bytesOf(word: number | undefined): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(word as number);
  return bytes;
}

test("a padded word is the three digits of its number and a free byte", () => {
  const words = numbers.map((n) => bytesOf(PADDED[n]).toString("latin1"));
  expect(words).toEqual(numbers.map((n) => `${String(n).padStart(3, "0")}\0`));
});

test("a short word is the digits of its number and, in the fourth byte, how many there are", () => {
  for (const n of numbers) {
    const bytes = bytesOf(SHORT[n]);
    const digits = String(n);
    expect(bytes.subarray(0, digits.length).toString("latin1")).toBe(digits);
    expect(bytes[3]).toBe(digits.length);
  }
});

test("there are words for the numbers below 1000", () => {
  expect([PADDED.length, SHORT.length]).toEqual([1_000, 1_000]);
});
