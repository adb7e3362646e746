import { expect, test } from "vitest";
import { judge } from "./goals.js";

const figure = (row, name, costs) => ({
  ...{ row, figure: name, unit: "ns" },
  costs: Object.fromEntries(Object.entries(costs).map(([id, over]) => [id, { over }])),
});

test("a goal compares what is over the logger that does nothing, and says nothing of what was not measured", () => {
  const figures = [
    figure("child", "record", { fastlog: 1000, "pino, buffered": 2500, strings: 1200 }),
    figure("kept", "child", { fastlog: 301 }),
  ];
  const verdicts = judge(figures).map(({ what, figure, ok }) => [what, figure, ok]);
  expect(verdicts).toEqual([
    ["a child and a record: pino buffered", 2.5, false],
    ["… strings", 1.2, true],
    ["a kept child", 301, false],
  ]);
});
