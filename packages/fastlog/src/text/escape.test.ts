import fc from "fast-check";
import { expect, test } from "vitest";
import { harmless, hostile, UNSAFE, visible, word } from "../../test/fixtures/unit/hostile.ts";
import {
  escapeJson,
  escapeUnsafe,
  fittingJson,
  quoteJson,
  quoteWhereNeeded,
  wholeUpTo,
} from "./escape.ts";

test.each([
  ["\0", "\\u0000"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\v", "\\u000b"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ["\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m"],
  ["\u007f", "\\u007f"],
  ["\u0080", "\\u0080"],
  ["\u0085", "\\u0085"],
  ["\u009f", "\\u009f"],
  ["\u061c", "\\u061c"],
  ["\u200e\u200f", "\\u200e\\u200f"],
  ["\u2028\u2029", "\\u2028\\u2029"],
  ["\u202a\u202e", "\\u202a\\u202e"],
  ["\u2066\u2069", "\\u2066\\u2069"],
  ["a\r\nb", "a\\r\\nb"],
])("%j comes out as %j", (text, escaped) => {
  expect(escapeUnsafe(text)).toBe(escaped);
});

test.each([
  [""],
  ["plain"],
  [" ~"],
  ["\u00a0"],
  ["\u200d"],
  ["\u2027"],
  ["\u202f"],
  ["\u2065"],
  ["\u206a"],
  ["é€😀"],
  ["\\n"],
  ['"{}"'],
])("%j comes out as it is", (text) => {
  expect(escapeUnsafe(text)).toBe(text);
});

test("exactly the unsafe characters of the basic plane are escaped", () => {
  const all = Array.from({ length: 65_536 }, (_, code) => String.fromCharCode(code));
  expect(all.filter((character) => escapeUnsafe(character) !== character)).toEqual(UNSAFE);
});

test("every unsafe character of a text is escaped, wherever it stands", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(Buffer.from(escapeUnsafe(text)).toString()).toBe(visible(text));
    }),
    { numRuns: 2_000 },
  );
});

test("text without unsafe characters is returned unchanged", () => {
  fc.assert(
    fc.property(harmless, (text) => {
      expect(escapeUnsafe(text)).toBe(text);
    }),
  );
});

test.each([
  ["", '""'],
  ["GET", "GET"],
  ["/a/b?c", "/a/b?c"],
  ["/a?b=c", '"/a?b=c"'],
  ["two words", '"two words"'],
  ['say "hi"', '"say \\"hi\\""'],
  ["C:\\temp", '"C:\\\\temp"'],
  ["a\nb", '"a\\nb"'],
  ["\\n", '"\\\\n"'],
  ["é", '"é"'],
  ["\u202e", '"\\u202e"'],
  ["{}", "{}"],
  ["!", "!"],
  ["~", "~"],
])("%j is one word as %s", (text, quoted) => {
  expect(quoteWhereNeeded(text)).toBe(quoted);
});

test("unquoting a word gives the text back", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const quoted = quoteWhereNeeded(text);
      expect(Buffer.from(quoted).toString()).toBe(word(text));
      const again: string = quoted.startsWith('"') ? JSON.parse(quoted) : quoted;
      // Lone surrogates of a long text are replaced here, of a short one when it becomes bytes.
      expect(again.toWellFormed()).toBe(text.toWellFormed());
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["", ""],
  ["plain €😀", "plain €😀"],
  ['say "hi"', 'say \\"hi\\"'],
  ["C:\\temp", "C:\\\\temp"],
  ["a\r\nb", "a\\r\\nb"],
  ["\\n", "\\\\n"],
  ["\u001b[31m\u007f\u009b\u2028\u202e", "\\u001b[31m\\u007f\\u009b\\u2028\\u202e"],
  ["\n", "\\n"],
  ["'/{}<>", "'/{}<>"],
])("%j stands in JSON as %s", (text, escaped) => {
  expect(escapeJson(text)).toBe(escaped);
  expect(quoteJson(text)).toBe(`"${escaped}"`);
});

test("a quoted text has no unsafe character, and parsing it gives the text back", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const quoted = quoteJson(text);
      expect((JSON.parse(quoted) as string).toWellFormed()).toBe(text.toWellFormed());
      expect(escapeUnsafe(quoted)).toBe(quoted);
    }),
    { numRuns: 2_000 },
  );
});

test("the part that fits is the longest whose escapes fit", () => {
  const short = fc.array(hostile, { maxLength: 3 }).map((texts) => texts.join("").slice(0, 60));
  fc.assert(
    fc.property(short, fc.nat({ max: 80 }), (text, room) => {
      const end = fittingJson(text, room);
      const length = escapeJson(text.slice(0, end)).length;
      expect(length).toBeLessThanOrEqual(room);
      expect(end).toBe(wholeUpTo(text, end));
      if (end === text.length) return;
      // The next character, of one half or two, would be too much.
      const next = String.fromCodePoint(text.codePointAt(end) as number);
      expect(length + escapeJson(next).length).toBeGreaterThan(room);
    }),
    { numRuns: 2_000 },
  );
});

test.each<[text: string, end: number, whole: number]>([
  ["ab", 0, 0],
  ["ab", 1, 1],
  ["ab", 2, 2],
  ["a😀b", 1, 1],
  ["a😀b", 2, 1],
  ["a😀b", 3, 3],
  ["a\ud83d", 2, 2],
  ["a\ud83db", 2, 2],
  ["a\ude00b", 2, 2],
])("%j is cut at %d or before: at %d", (text, end, whole) => {
  expect(wholeUpTo(text, end)).toBe(whole);
});

test("nothing fits where there is no room", () => {
  expect(fittingJson("abc", 0)).toBe(0);
  expect(fittingJson("abc", -5)).toBe(0);
});

test.each([1, 16_000, 16_384, 16_385, 40_000])(
  "a text of %d lines is escaped as JSON has it, however long",
  (lines) => {
    const text = "at line\n".repeat(lines);
    expect(escapeJson(text)).toBe(JSON.stringify(text).slice(1, -1));
    expect(escapeJson("x".repeat(lines))).toBe("x".repeat(lines));
  },
);
