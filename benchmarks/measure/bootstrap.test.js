import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { medianInterval, quantile, randomFrom } from "./bootstrap.js";
import { median } from "./statistics.js";

const numbers = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
});
const QUICK = { resamples: 200 };

describe("the interval of a median", () => {
  test("lies within the samples and around their median", () => {
    fc.assert(
      fc.property(numbers, (samples) => {
        const { lower, upper } = medianInterval(samples, QUICK);
        expect(lower).toBeGreaterThanOrEqual(Math.min(...samples));
        expect(upper).toBeLessThanOrEqual(Math.max(...samples));
        expect(lower).toBeLessThanOrEqual(upper);
      }),
    );
  });

  test("is the same for the same samples", () => {
    const samples = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(medianInterval(samples)).toEqual(medianInterval(samples));
  });

  test("is a point where all samples are the same", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 100, noNaN: true }), (value) => {
        expect(medianInterval(Array(9).fill(value), QUICK)).toEqual({ lower: value, upper: value });
      }),
    );
  });

  test("grows with the samples it is of", () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 16 }), (samples, power) => {
        const factor = 2 ** power;
        const { lower, upper } = medianInterval(samples, QUICK);
        const scaled = medianInterval(
          samples.map((sample) => sample * factor),
          QUICK,
        );
        expect(scaled).toEqual({ lower: lower * factor, upper: upper * factor });
      }),
    );
  });

  test("is wider for more confidence", () => {
    const samples = Array.from({ length: 24 }, randomFrom(7));
    const [some, more] = [0.5, 0.99].map((confidence) => medianInterval(samples, { confidence }));
    expect(more.lower).toBeLessThan(some.lower);
    expect(more.upper).toBeGreaterThan(some.upper);
  });

  test.each([
    ["of one mode", (random) => 2 * (1 + 0.05 * gauss(random))],
    ["skewed", (random) => 2 * Math.exp(0.1 * gauss(random))],
    ["of two modes, one of them rare", (random) => (random() < 0.2 ? 2.4 : 2) + 0.05 * random()],
  ])("holds the true median in nine of ten cases at the least: %s", (_, draw) => {
    const random = randomFrom(1);
    const truth = median(Array.from({ length: 20_001 }, () => draw(random)));
    let held = 0;
    for (let i = 0; i < 400; i++) {
      const samples = Array.from({ length: 12 }, () => draw(random));
      const { lower, upper } = medianInterval(samples, { ...QUICK, seed: i });
      if (lower <= truth && truth <= upper) held++;
    }
    expect(held / 400).toBeGreaterThan(0.9);
  });
});

describe("a quantile", () => {
  test.each([
    [[5], 0.3, 5],
    [[1, 2, 3], 0, 1],
    [[3, 1, 2], 1, 3],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[0, 10], 0.1, 1],
  ])("of %j, the part %d, is %d", (values, part, expected) => {
    expect(quantile(values, part)).toBeCloseTo(expected, 12);
  });

  test("in the middle is the median", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(quantile(values, 0.5)).toBeCloseTo(median(values), 9);
      }),
    );
  });
});

test("the seeded numbers are the same for a seed, others for another, and spread evenly from 0 to 1", () => {
  const [one, same, other] = [1, 1, 2].map((seed) => {
    const random = randomFrom(seed);
    return Array.from({ length: 10_000 }, () => random());
  });
  expect(one).toEqual(same);
  expect(one).not.toEqual(other);
  expect(Math.min(...one)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...one)).toBeLessThan(1);
  const tenths = Array.from(
    { length: 10 },
    (_, i) => one.filter((n) => (n * 10) >> 0 === i).length,
  );
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

/** Normally distributed (Box-Muller). */
function gauss(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
