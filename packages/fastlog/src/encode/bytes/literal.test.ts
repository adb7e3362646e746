import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Copying } from "../../../test/fixtures/unit/backends.ts";
import { Batch } from "../../batch/batch.ts";
import { literal, wordsOf } from "./literal.ts";
import { RecordWriter } from "./record-writer.ts";

/** What a writer makes of texts that are written as literals, one behind the other. */
function written(...texts: readonly string[]): string {
  const backend = new Copying();
  const batch = new Batch(backend, 0, 1 << 20);
  const out = new RecordWriter(batch, 1 << 20, 0);
  out.begin(30);
  for (const text of texts) out.literal(literal(text));
  out.endContent();
  out.commit();
  batch.seal();
  return backend.bytes.toString();
}

/** The bytes that the words of others are stored as. */
function moved(bytes: Buffer): Buffer {
  return Buffer.from(Float64Array.from(wordsOf(bytes)).buffer);
}

const lengths = Array.from({ length: 41 }, (_, length) => length);

test.each(["a", "é", "€", "😀", "a€", "é😀a"])("a piece of %j of any length survives", (unit) => {
  for (const length of lengths) {
    const text = unit.repeat(length);
    expect(written(text)).toBe(`${text}\n`);
  }
});

test("a piece knows its text and its length in bytes", () => {
  expect(literal("é€😀")).toMatchObject({ text: "é€😀", length: 9 });
  expect(literal("")).toMatchObject({ text: "", length: 0 });
});

test("the last word of a piece is padded with spaces", () => {
  expect(moved(Buffer.from("123456789")).toString()).toBe("123456789       ");
});

test("a piece never overwrites the bytes after it", () => {
  for (const first of lengths) {
    for (const second of [0, 1, 7, 8, 9]) {
      const texts = ["a".repeat(first), "b".repeat(second), "c"];
      expect(written(...texts)).toBe(`${texts.join("")}\n`);
    }
  }
});

// The words whose eight bytes, read as a double, come nearest to a NaN or an infinity: sign and
// exponent all ones but for what valid UTF-8 cannot have.
const nearNaN = fc.constantFrom(
  "\u{10ffff}",
  "\u{10ffff}\u{10ffff}",
  "aaaa\u{10ffff}",
  "\u{fffff}\u007f\u007f\u007f\u007f",
  "\u007f".repeat(8),
  "aaaaaa\u007f\u007f",
  "aaa\u{10ffff}\u007f",
  "\uffff\u007f\uffff\u007f",
  "\u{10ffff}aaa\u007f",
  "ÿ\u007fÿ\u007fÿ",
  "\0".repeat(8),
  "\u0001\0\0\0\0\0\0\0",
  "\0\0\0\0\0\0\0\u0080",
);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.oneof(nearNaN, fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 12 })
    .map((pieces) => pieces.join("")),
);

test("any valid UTF-8 survives being moved as doubles", () => {
  fc.assert(
    fc.property(text, (text) => {
      const bytes = Buffer.from(text);
      expect(moved(bytes).subarray(0, bytes.length).equals(bytes)).toBe(true);
      expect(written(text)).toBe(`${bytes}\n`);
    }),
    { numRuns: 5_000 },
  );
});

test("no eight bytes of valid UTF-8 are a NaN, wherever they are taken from", () => {
  fc.assert(
    fc.property(text, (text) => {
      const bytes = Buffer.concat([Buffer.from(text), Buffer.alloc(8, " ")]);
      for (let at = 0; at + 8 <= bytes.length; at++) expect(bytes.readDoubleLE(at)).not.toBeNaN();
    }),
    { numRuns: 2_000 },
  );
});

test("every character of Unicode survives at every place of a word", () => {
  for (let code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 97) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const bytes = Buffer.from(`${"\u007f".repeat(code % 8)}${String.fromCodePoint(code)}\u007f`);
    const found = moved(bytes).subarray(0, bytes.length);
    if (!found.equals(bytes)) expect(found.toString("hex")).toBe(bytes.toString("hex"));
  }
});
