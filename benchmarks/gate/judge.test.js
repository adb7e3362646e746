import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSlower, judgeCost, judgeRatio } from "./judge.js";

const BASELINE = { value: 2, tolerance: 0.05 };

/** Twelve processes that lie around a value, by that part of it at the most. */
function around(value, part) {
  return Array.from({ length: 12 }, (_, i) => value * (1 + (part * (2 * i - 11)) / 11));
}

describe("a ratio", () => {
  test.each([
    ["the same", around(2, 0.05), false],
    ["better", around(1.5, 0.05), false],
    ["worse within the tolerance", around(2.08, 0.01), false],
    ["worse beyond the tolerance", around(2.4, 0.05), true],
    ["worse beyond the tolerance, but not beyond doubt", around(2.4, 0.6), false],
    ["the same but for three processes", [...around(2, 0.02).slice(3), 9, 9, 9], false],
  ])("that is %s", (_, samples, isWorse) => {
    expect(judgeRatio("floor", samples, BASELINE).isWorse).toBe(isWorse);
  });

  test("is said with its interval", () => {
    const judged = judgeRatio("floor", around(2.4, 0.05), BASELINE);
    expect(judged).toMatchObject({ name: "floor", baseline: 2, tolerance: 0.05 });
    expect(judged.value).toBeCloseTo(2.4, 9);
    expect(judged.lower).toBeLessThan(2.4);
    expect(judged.upper).toBeGreaterThan(2.4);
  });

  test("that is worse stays so when all processes are slower still", () => {
    const samples = fc.array(fc.double({ min: 1, max: 5, noNaN: true }), {
      minLength: 3,
      maxLength: 20,
    });
    fc.assert(
      fc.property(samples, fc.double({ min: 1, max: 3, noNaN: true }), (samples, factor) => {
        const slower = samples.map((sample) => sample * factor);
        const [before, after] = [samples, slower].map((some) => judgeRatio("", some, BASELINE));
        if (before.isWorse) expect(after.isWorse).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

const [ABOVE, WORSE, SAME] = [1.1, 1.3, 1].map((factor) =>
  judgeRatio("", around(2 * factor, factor === 1.1 ? 0.3 : 0.02), BASELINE),
);

test.each([
  ["worse against both", [WORSE, WORSE], true],
  ["worse against the floor, and perhaps against pino", [WORSE, ABOVE], true],
  ["worse against pino, and perhaps against the floor", [ABOVE, WORSE], true],
  ["worse against the floor, the same against pino", [WORSE, SAME], false],
  ["worse against pino, the same against the floor", [SAME, WORSE], false],
  ["perhaps worse against both", [ABOVE, ABOVE], false],
  ["the same", [SAME, SAME], false],
  ["compared with nothing", [], false],
])("a scenario is slower if all references agree and one is sure: %s", (_, ratios, expected) => {
  expect(isSlower(ratios)).toBe(expected);
});

test.each([
  ["heap/message", 6.6, { value: 6.6, tolerance: 0.05 }, false],
  ["heap/message", 6.9, { value: 6.6, tolerance: 0.05 }, false],
  ["heap/message", 22.6, { value: 6.6, tolerance: 0.05 }, true],
  ["size/index.cjs", 120_000, { value: 118_000, tolerance: 0.02 }, false],
  ["size/index.cjs", 121_000, { value: 118_000, tolerance: 0.02 }, true],
  ["size/packed", 100, { value: 233_000, tolerance: 0.02 }, false],
])("%s of %d with the baseline %j is worse: %s", (name, value, baseline, isWorse) => {
  expect(judgeCost(name, value, baseline)).toMatchObject({ name, value, isWorse });
});
