import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile } from "../../../test/fixtures/unit/hostile.ts";
import { DEFAULT_LIMITS } from "../object/limits.ts";
import { type Json, plainOf } from "../value/plain.ts";
import { shortJson } from "./short-json.ts";

function short(value: unknown, mostText: number, mostMembers = 128): unknown {
  const { text } = shortJson(plainOf(value) as Json, mostText, mostMembers);
  return JSON.parse(text);
}

describe("of JSON text", () => {
  test("long texts are shortened, everything else is kept", () => {
    const value = {
      a: "x".repeat(1000),
      b: [1, "short", null, { c: "y".repeat(500) }],
      d: 12345678901234567890n,
    };
    expect(short(value, 100)).toEqual({
      a: `${"x".repeat(75)}…(+900 characters)${"x".repeat(25)}`,
      b: [1, "short", null, { c: `${"y".repeat(75)}…(+400 characters)${"y".repeat(25)}` }],
      d: 12345678901234567000,
    });
  });

  test("an error keeps its type and code, and its stack's head and tail", () => {
    const error = Object.assign(new RangeError("x".repeat(5000)), { code: "E1" });
    error.stack = `RangeError: ${error.message}\n    at call (app.js:1:2)`;
    const { type, code, stack } = short(error, 1600) as Record<string, string>;
    expect({ type, code }).toEqual({ type: "RangeError", code: "E1" });
    expect(stack).toMatch(/^RangeError: x+…\(\+\d+ characters\)x+\n {4}at call \(app\.js:1:2\)$/);
  });

  test.each([
    ["members", { a: 1, b: 2, c: 3 }, { a: 1, "…": "+2 more" }],
    ["elements", [1, 2, 3], [1, "… 2 more items"]],
    ["members of a name like the mark's", { "…": 1, b: 2 }, { "…": 1, "…_": "+1 more" }],
    [
      "members that were left out before",
      { a: { b: 1, c: 2, "…": "+7 more" } },
      { a: { b: 1, "…": "+8 more" } },
    ],
  ])("%s are left out and counted", (_, value, expected) => {
    expect(short(value, 100, 1)).toEqual(expected);
  });

  test("a bigint keeps its digits", () => {
    const json = plainOf({ n: 2n ** 200n }) as Json;
    expect(shortJson(json, 32, 128).text).toBe(json.text);
  });
});

test("all missing characters of any value are counted, those of earlier cuts too", () => {
  const text = fc.oneof(
    hostile,
    hostile.map((text) => text.repeat(3)),
  );
  fc.assert(
    fc.property(
      fc.array(text),
      fc.integer({ min: 10, max: 3_000 }),
      fc.nat({ max: 500 }),
      (texts, maxLength, most) => {
        const first = plainOf(texts, { ...DEFAULT_LIMITS, maxBreadth: 1_000, maxLength }) as Json;
        const { text, missing } = shortJson(first, most, 1_000);
        const written: string[] = JSON.parse(text);
        if (text.includes("more items") && !texts.join("").includes("more items")) return;
        let counted = 0;
        for (let i = 0; i < texts.length; i++) {
          const source = (texts[i] as string).toWellFormed();
          const is = (written[i] as string).toWellFormed();
          if (is === source) continue;
          counted += source.length;
          // The marks are not of the text; what is left of it is its beginning and its end.
          const left = is.replace(/…\(\+\d+ characters\)/g, "");
          counted -= left.length;
        }
        expect(missing).toBe(counted);
      },
    ),
    { numRuns: 1_000 },
  );
});
