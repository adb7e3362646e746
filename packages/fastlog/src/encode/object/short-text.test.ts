import fc from "fast-check";
import { expect, test } from "vitest";
import { hostile } from "../../../test/fixtures/unit/hostile.ts";
import { shortText, shortTexts } from "./short-text.ts";

test.each([
  ["is unchanged if it fits", "x".repeat(100), 100, "x".repeat(100)],
  ["is left alone where a mark would be as long", "x".repeat(132), 100, "x".repeat(132)],
  [
    "keeps its head and its tail",
    `${"a".repeat(500)}${"z".repeat(500)}`,
    100,
    `${"a".repeat(75)}…(+900 characters)${"z".repeat(25)}`,
  ],
  ["keeps characters whole", "😀".repeat(100), 10, "😀😀😀😀…(+190 characters)😀"],
])("a text %s", (_, text, most, expected) => {
  expect(shortText(text, most).text).toBe(expected);
});

test("missing characters of any text are counted exactly", () => {
  fc.assert(
    fc.property(hostile, fc.nat({ max: 300 }), (text, most) => {
      const short = shortText(text, most);
      const mark = `…(+${short.missing} characters)`;
      if (short.missing === 0) {
        expect(short.text).toBe(text);
        return;
      }
      expect(short.text).toContain(mark);
      expect(short.text.length - mark.length + short.missing).toBe(text.length);
      expect(short.text.length).toBeLessThanOrEqual(most + mark.length);
    }),
  );
});

test("consecutive texts are cut like one text", () => {
  fc.assert(
    fc.property(fc.array(hostile), fc.nat({ max: 300 }), (texts, most) => {
      expect(shortTexts(texts, most)).toEqual(shortText(texts.join(""), most));
    }),
    { numRuns: 1_000 },
  );
});
