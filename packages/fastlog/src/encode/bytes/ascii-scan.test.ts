import fc from "fast-check";
import { expect, test } from "vitest";
import { isUnsafe, isUnsafeInJson } from "../../text/escape.ts";
import { isClean, isCleanJson } from "./ascii-scan.ts";

/** ASCII between bytes that must not be looked at. */
function placed(text: string) {
  const bytes = Buffer.concat([
    Buffer.from('"\n\\'),
    Buffer.from(text, "latin1"),
    Buffer.from('\n"\\'),
  ]);
  return [new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 3, text.length] as const;
}

test("ASCII is clean exactly if it has no control character and, in JSON, no quote or backslash", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii", maxLength: 40 }), (text) => {
      expect(isClean(...placed(text))).toBe(!isUnsafe(text));
      expect(isCleanJson(...placed(text))).toBe(!isUnsafeInJson(text));
    }),
    { numRuns: 2000 },
  );
});

test.each(Array.from({ length: 128 }, (_, code) => code))(
  "the character %i is found in any place",
  (code) => {
    const isControl = code < 32 || code === 127;
    for (let i = 0; i < 9; i++) {
      const text = `${"~ ".repeat(4).slice(0, i)}${String.fromCharCode(code)}${" ~".repeat(4).slice(i)}`;
      expect(isClean(...placed(text))).toBe(!isControl);
      expect(isCleanJson(...placed(text))).toBe(!isControl && code !== 34 && code !== 92);
    }
  },
);
