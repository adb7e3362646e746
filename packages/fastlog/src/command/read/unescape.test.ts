import fc from "fast-check";
import { expect, test } from "vitest";
import { unescapeInto } from "./unescape.ts";

function unescaped(text: string): string {
  const bytes = Buffer.from(text);
  const target = Buffer.alloc(bytes.length);
  return target.toString("utf8", 0, unescapeInto(target, 0, bytes, 0, bytes.length));
}

test("a string of JSON gets its characters back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = JSON.stringify(text).slice(1, -1);
      expect(unescaped(json)).toBe(text.toWellFormed());
      const ascii = json.replace(
        /[^ -~]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
      expect(unescaped(ascii)).toBe(text.toWellFormed());
    }),
  );
});

test.each([
  ["a\\", "a\\"],
  ["\\u12", "\\u12"],
  ["\\uzzzz", "\\uzzzz"],
  ["\\x", "x"],
])("an escape that JSON does not have ends nothing: %s", (text, expected) => {
  expect(unescaped(text)).toBe(expected);
});
