import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile } from "../../test/fixtures/unit/hostile.ts";
import { paramText } from "../encode/format/syslog-text.ts";
import { escapeJson, escapeUnsafe } from "./escape.ts";
import {
  type Escaping,
  escapedLength,
  IN_JSON,
  IN_LINE,
  IN_PARAM,
  writeEscaped,
} from "./escape-bytes.ts";

describe.each<[name: string, escaping: Escaping, asText: (text: string) => string]>([
  ["a line", IN_LINE, escapeUnsafe],
  ["a JSON string", IN_JSON, escapeJson],
  ["a parameter", IN_PARAM, paramText],
])("in %s", (_, escaping, asText) => {
  test("a text that fits is written as its escaped text", () => {
    fc.assert(
      fc.property(hostile, fc.nat({ max: 9 }), (text, spare) => {
        const expected = Buffer.from(asText(text));
        const bytes = new Uint8Array(expected.length + spare);
        const end = writeEscaped(bytes, 0, bytes.length, text, escaping);
        expect(end).toBe(expected.length);
        expect(Buffer.from(bytes.subarray(0, end)).equals(expected)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("escapedLength is the number of bytes written", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escapedLength(text, escaping)).toBe(Buffer.byteLength(asText(text)));
      }),
      { numRuns: 1_000 },
    );
  });

  test("a text that does not fit is not written past the limit", () => {
    fc.assert(
      fc.property(hostile, fc.nat({ max: 100 }), (text, missing) => {
        const { length } = Buffer.from(asText(text));
        if (missing === 0 || missing > length) return;
        const bytes = new Uint8Array(length + 16).fill(7);
        const limit = length - missing;
        expect(writeEscaped(bytes, 0, limit, text, escaping)).toBe(-1);
        expect(bytes.subarray(limit).every((byte) => byte === 7)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
