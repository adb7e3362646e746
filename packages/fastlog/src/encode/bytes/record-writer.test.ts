import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Copying } from "../../../test/fixtures/unit/backends.ts";
import { harmless, hostile, visible, word } from "../../../test/fixtures/unit/hostile.ts";
import { Batch } from "../../batch/batch.ts";
import { RecordWriter } from "./record-writer.ts";

/** The bytes of one record that was written by itself. */
function recordOf(write: (out: RecordWriter) => void, maxRecord = 1 << 20): Buffer {
  const backend = new Copying();
  const batch = new Batch(backend, 0, maxRecord);
  const out = new RecordWriter(batch, maxRecord, 0);
  expect(out.begin(30)).toBe(true);
  write(out);
  out.endContent();
  out.commit();
  batch.seal();
  expect(backend.records).toHaveLength(1);
  return backend.bytes;
}

const textOf = (write: (out: RecordWriter) => void) => recordOf(write).toString();

const INT32 = [-(2 ** 31), -(2 ** 31) + 1, -1, -0, 0, 1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1];
const POWERS = Array.from({ length: 22 }, (_, n) => 10 ** n).flatMap((n) => [n - 1, n, n + 1]);
const SPECIAL = [Number.NaN, Infinity, 0.1, 1e-7, 5e-324, Number.MAX_VALUE, 2 ** 32, 2 ** 53];

describe("a number is written as String prints it", () => {
  test("at the edges of 32 bits, around the powers of ten, and if it is no integer", () => {
    const numbers = [...INT32, ...POWERS, ...SPECIAL].flatMap((n) => [n, -n]);
    for (const n of numbers) expect(textOf((out) => out.number(n))).toBe(`${n}\n`);
  });

  test("below a million, all of them", () => {
    const backend = new Copying();
    const batch = new Batch(backend, 0, 1 << 20);
    const out = new RecordWriter(batch, 1 << 20, 0);
    let expected = "";
    for (let n = 0; n < 1_000_000; n++) {
      out.begin(30);
      out.number(n);
      out.endContent();
      out.commit();
      expected += `${n}\n`;
    }
    batch.seal();
    expect(backend.bytes.equals(Buffer.from(expected))).toBe(true);
  });

  test("if it is any number at all", () => {
    const anyNumber = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.integer({ min: -99_999, max: 99_999 }),
      fc.maxSafeInteger(),
      fc.double(),
    );
    fc.assert(
      fc.property(fc.array(anyNumber), (numbers) => {
        const text = textOf((out) => {
          for (const n of numbers) {
            out.number(n);
            out.text(" ");
          }
        });
        expect(text).toBe(`${numbers.map((n) => `${n} `).join("")}\n`);
      }),
      { numRuns: 2_000 },
    );
  });

  test("if it just fits", () => {
    // The room that is kept for the mark takes 48 bytes of 1,024.
    for (let length = 940; length <= 976; length++) {
      const room = 976 - length;
      const numbers = [7, -2_147_483_648, 2_147_483_647].filter((n) => `${n}`.length <= room);
      for (const n of numbers) {
        const write = (out: RecordWriter) => {
          out.text("x".repeat(length));
          out.number(n);
        };
        expect(recordOf(write, 1_024).toString()).toBe(`${"x".repeat(length)}${n}\n`);
      }
    }
  });
});

describe("a text is written", () => {
  test("as exactly its bytes if nothing has to be escaped", () => {
    fc.assert(
      fc.property(harmless, (text) => {
        const bytes = recordOf((out) => out.text(text));
        expect(bytes.equals(Buffer.from(`${text}\n`))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("with visible escapes for unsafe characters", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(textOf((out) => out.text(text))).toBe(`${visible(text)}\n`);
      }),
      { numRuns: 1_000 },
    );
  });

  test("completely, wherever its only unsafe or wide character is", () => {
    for (const character of ["\n", "é", "\ud800", "\u007f"]) {
      for (let at = 0; at < 70; at++) {
        const text = `${"a".repeat(at)}${character}${"b".repeat(69 - at)}`;
        expect(textOf((out) => out.text(text))).toBe(`${visible(text)}\n`);
        expect(textOf((out) => out.word(text))).toBe(`${word(text)}\n`);
      }
    }
  });

  test("as one word if it is a value", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(textOf((out) => out.word(text))).toBe(`${word(text)}\n`);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("half a character at the end of a text does not join the other half in the next one", () => {
  const text = textOf((out) => {
    out.text("\ud83d");
    out.text("\ude00");
  });
  expect(text).toBe("\ufffd\ufffd\n");
});

test("a record that is taken back leaves no bytes", () => {
  const backend = new Copying();
  const batch = new Batch(backend, 0, 1_024);
  const out = new RecordWriter(batch, 1_024, 0);
  const write = (text: string) => {
    out.begin(30);
    out.text(text);
  };
  write("first");
  out.endContent();
  out.commit();
  write("x".repeat(5_000));
  out.rollback();
  write("second");
  out.endContent();
  out.commit();
  batch.seal();
  expect(backend.bytes.toString()).toBe("first\nsecond\n");
  expect(backend.records.map(String)).toEqual(["first\n", "second\n"]);
});
