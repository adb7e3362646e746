import { expect, test } from "vitest";
import { bencher, table } from "./report.js";

const ratio = (name, more = {}) => ({
  ...{ name, value: 2.1, baseline: 2, tolerance: 0.05, lower: 2, upper: 2.2, isWorse: false },
  ...more,
});
const RESULTS = {
  scenarios: [
    { scenario: "message", ratios: [ratio("floor"), ratio("pino")], isSlower: false },
    {
      scenario: "fields",
      ratios: [ratio("floor", { isWorse: true }), ratio("pino")],
      isSlower: false,
    },
    {
      scenario: "child",
      ratios: [ratio("floor", { isWorse: true }), ratio("pino", { isWorse: true })],
      isSlower: true,
    },
  ],
  costs: [
    { name: "heap/message", value: 6.5, baseline: 6.5, tolerance: 0.05, isWorse: false },
    { name: "size/packed", value: 300_000, baseline: 200_000, tolerance: 0.02, isWorse: true },
  ],
};

test("the table has a verdict for each figure", () => {
  const rows = table(RESULTS).split("\n").slice(1);
  expect(rows.map((row) => row.split(" %  ").at(-1))).toEqual([
    "ok",
    "ok",
    "worse, by this alone",
    "ok",
    "SLOWER",
    "SLOWER",
    "ok",
    "WORSE",
  ]);
  expect(rows[0]).toMatch(/^message \/ floor +2.10 +2 +1.050 +1.000 to 1.100 +\+5.0 %/);
});

test("Bencher's format has a name for each figure, and the interval of the ratios", () => {
  const metrics = bencher(RESULTS);
  expect(Object.keys(metrics)).toHaveLength(8);
  expect(metrics["gate/message/floor"]).toEqual({
    ratio: { value: 2.1, lower_value: 2, upper_value: 2.2 },
  });
  expect(metrics["gate/size/packed"]).toEqual({ size: { value: 300_000 } });
});
