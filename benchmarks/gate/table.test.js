import { expect, test } from "vitest";
import { bencher, table } from "./table.js";

const RESULTS = {
  ratios: [
    { name: "message", value: 1.02, lower: 0.98, upper: 1.06, limit: 1.05, isWorse: false },
    { name: "import", value: 1.3, lower: 1.25, upper: 1.33, limit: 1.1, isWorse: true },
  ],
  costs: [
    { name: "heap/message", value: 6.5, recorded: 6.5, limit: 10.5, isWorse: false },
    { name: "heap/fields", value: 60, recorded: undefined, limit: Infinity, isWorse: false },
    { name: "size/packed", value: 300_000, recorded: 200_000, limit: 204_000, isWorse: true },
  ],
};

test("the table has a verdict for each row", () => {
  const rows = table(RESULTS).split("\n").slice(1);
  expect(rows.map((row) => row.split("  ").at(-1))).toEqual([
    "ok",
    "SLOWER",
    "ok",
    `not recorded for Node ${process.version}`,
    "LARGER",
  ]);
  expect(rows[0]).toMatch(/^message +1.020 +0.980 to 1.060 +1.050 +ok$/);
  expect(rows[4]).toMatch(/^size\/packed +300,000 bytes +200,000 +1.500 +1.020 +LARGER$/);
});

test("Bencher's format has a name for each row, and the interval of the ratios", () => {
  const metrics = bencher(RESULTS);
  expect(Object.keys(metrics)).toHaveLength(5);
  expect(metrics["gate/message"]).toEqual({
    ratio: { value: 1.02, lower_value: 0.98, upper_value: 1.06 },
  });
  expect(metrics["gate/size/packed"]).toEqual({ size: { value: 300_000 } });
});
