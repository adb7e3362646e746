import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostile } from "../../../test/fixtures/unit/hostile.ts";
import { cutParamText, headerField, paramText, shortParamText } from "./syslog-text.ts";

test.each([
  ["what is printable", "host-1.example", 255, "host-1.example"],
  ["what is not, replaced", "my höst\n😀", 255, "my_h_st__"],
  ["as much as it may have", "abcdef", 4, "abcd"],
  ["the nil value for nothing", "", 48, "-"],
])("a header has %s", (_, text, most, field) => {
  expect(headerField(text, most)).toBe(field);
});

test.each([
  ["at a whole character", "a€b€", 7, "a€…"],
  ["before a character that takes two units", "ab😀", 8, "ab…"],
  ["before an escape of the format", "abcd]e", 8, "abcd…"],
  ["before the escape of a control", "ab\u001b", 8, "ab…"],
  ["before the short escape of one", "abcd\ne", 8, "abcd…"],
  ["behind an escape", "a]c]e]", 8, "a\\]c…"],
])("a value is cut %s", (_, text, room, cut) => {
  expect(cutParamText(text, room)).toBe(cut);
});

test("a cut value fits, and is the beginning of the whole one", () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 3, max: 200 }), (text, room) => {
      const cut = cutParamText(text, room);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(room);
      const whole = Buffer.from(paramText(text)).toString();
      expect(whole.startsWith(Buffer.from(cut.slice(0, -1)).toString())).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test("a value is cut only where it has to be", () => {
  expect(shortParamText("é]".repeat(2), 8)).toBe("é\\]é\\]");
  expect(shortParamText("é]".repeat(2), 7)).toBe("é\\]…");
});
