import fc from "fast-check";
import { expect, test } from "vitest";
import { harmless, hostile, UNSAFE, visible, word } from "../../test/fixtures/unit/hostile.ts";
import { escapeUnsafe, quoteWhereNeeded } from "./escape.ts";

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

test("of all characters of the basic plane the unsafe ones are escaped, and no others", () => {
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

test("text without unsafe characters comes out as the same string", () => {
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

test("whoever unquotes a word has the text again", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const quoted = quoteWhereNeeded(text);
      expect(Buffer.from(quoted).toString()).toBe(word(text));
      expect(quoted.startsWith('"') ? JSON.parse(quoted) : quoted).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});
