import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeCost, judgeRatio } from "./judge.js";

const LIMIT = 1.05;

/** Twelve pairs that lie around a ratio, by that part of it at the most. */
function around(value, part) {
  return Array.from({ length: 12 }, (_, i) => value * (1 + (part * (2 * i - 11)) / 11));
}

describe("a ratio", () => {
  test.each([
    ["the same", around(1, 0.03), { isClear: true, isWorse: false }],
    ["better", around(0.8, 0.05), { isClear: true, isWorse: false }],
    ["worse within the limit", around(1.03, 0.01), { isClear: true, isWorse: false }],
    ["worse beyond the limit", around(1.2, 0.05), { isClear: false, isWorse: true }],
    ["the same but scattered", around(1, 0.6), { isClear: false, isWorse: false }],
    ["worse but scattered", around(1.2, 0.6), { isClear: false, isWorse: false }],
    [
      "the same but for two pairs",
      [...around(1, 0.02).slice(2), 9, 9],
      { isClear: true, isWorse: false },
    ],
  ])("that is %s", (_, samples, expected) => {
    expect(judgeRatio("fields", samples, LIMIT)).toMatchObject(expected);
  });

  test("is said with its interval", () => {
    const judged = judgeRatio("fields", around(1.2, 0.05), LIMIT);
    expect(judged).toMatchObject({ name: "fields", limit: LIMIT });
    expect(judged.value).toBeCloseTo(1.2, 9);
    expect(judged.lower).toBeLessThan(1.2);
    expect(judged.upper).toBeGreaterThan(1.2);
  });

  test("that is worse stays so when all pairs are worse still", () => {
    const samples = fc.array(fc.double({ min: 0.5, max: 3, noNaN: true }), {
      minLength: 3,
      maxLength: 20,
    });
    fc.assert(
      fc.property(samples, fc.double({ min: 1, max: 3, noNaN: true }), (samples, factor) => {
        const slower = samples.map((sample) => sample * factor);
        const [before, after] = [samples, slower].map((some) => judgeRatio("", some, LIMIT));
        if (before.isWorse) expect(after.isWorse).toBe(true);
        if (after.isClear) expect(before.isClear).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

const HEAP = { tolerance: 0, slack: 4 };
const SIZE = { tolerance: 0.02, slack: 0 };

test.each([
  [7.5, 7.5, HEAP, undefined, false],
  [11.4, 7.5, HEAP, undefined, false],
  [11.6, 7.5, HEAP, undefined, true],
  [120_000, 118_000, SIZE, undefined, false],
  [121_000, 118_000, SIZE, undefined, true],
  [100, 233_000, SIZE, undefined, false],
  [121_000, 118_000, SIZE, 1.05, false],
  [124_000, 118_000, SIZE, 1.05, true],
  [120_000, 118_000, SIZE, 1.01, false],
  [1_000_000, undefined, SIZE, undefined, false],
])(
  "%d bytes, where %d are recorded, with %j and %s accepted, are worse: %s",
  (value, recorded, cost, accepted, isWorse) => {
    expect(judgeCost("some", value, recorded, cost, accepted)).toMatchObject({ value, isWorse });
  },
);
