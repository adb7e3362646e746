import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeDecimal, writeWhole } from "./decimal.ts";
import { prepareDigits } from "./digits.ts";

prepareDigits();
const bytes = Buffer.alloc(64);
const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** What is written of a number; `undefined` where that is left to the platform. */
function written(value: number): string | undefined {
  const end = writeDecimal(view, 5, value);
  return end < 0 ? undefined : bytes.toString("latin1", 5, end);
}

/** The double that is so many steps from another one. */
function beside(value: number, steps: number): number {
  const double = new Float64Array([value]);
  const bits = new BigInt64Array(double.buffer);
  bits[0] = (bits[0] as bigint) + BigInt(steps);
  return double[0] as number;
}

const rounded = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 14 }))
  .map(([digits, places]) => digits / 10 ** places);

describe("a number that is no integer has the digits that JavaScript gives it:", () => {
  test.each([
    ["any double", fc.double({ min: 1e-6, max: 1e16, noNaN: true })],
    ["a rounded one", rounded],
    [
      "one beside a rounded one",
      fc.tuple(rounded, fc.integer({ min: -3, max: 3 })).map((of) => beside(...of)),
    ],
    ["a quotient", fc.tuple(fc.nat(), fc.integer({ min: 1, max: 999 })).map(([a, b]) => a / b)],
    [
      "one beside a power of two",
      fc
        .tuple(fc.integer({ min: -17, max: 50 }), fc.integer({ min: -3, max: 3 }))
        .map(([power, steps]) => beside(2 ** power, steps)),
    ],
  ])("%s", (_, numbers) => {
    const some = numbers.filter((value) => value > 0 && !Number.isInteger(value));
    fc.assert(
      fc.property(some, (value) => {
        expect([undefined, String(value)]).toContain(written(value));
      }),
      { numRuns: 20_000 },
    );
  });
});

test("nearly all numbers that are no integers are written, not left to the platform", () => {
  const left = Array.from({ length: 20_000 }, (_, i) => (i * 7 + 1) / 11.3).filter(
    (value) => !Number.isInteger(value) && written(value) === undefined,
  );
  expect(left.length).toBeLessThan(100);
});

test.each([1e-6, 1e15 + 0.5, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, -0.5])(
  "%d is left to the platform",
  (value) => {
    expect(written(value)).toBeUndefined();
  },
);

test("an integer has the digits that JavaScript gives it", () => {
  const integers = fc.oneof(
    fc.maxSafeNat(),
    fc.tuple(fc.integer({ min: 0, max: 15 }), fc.nat(1)).map(([power, less]) => 10 ** power - less),
  );
  fc.assert(
    fc.property(integers, (value) => {
      expect(bytes.toString("latin1", 5, writeWhole(view, 5, value))).toBe(String(value));
    }),
    { numRuns: 20_000 },
  );
});
