import { expect, test } from "vitest";
import { bencher } from "../suite/results.js";
import { compared } from "./figure.js";

const figure = (contender, value, more = {}) => ({
  part: "calls",
  what: "fields",
  title: "a message and three fields",
  contender,
  name: contender,
  format: "json",
  place: "/dev/null",
  measures: { latency: { value } },
  ...more,
});

test("a figure is compared with fastlog's and the floor's of the same thing only", () => {
  const figures = [
    figure("floor", 50),
    figure("fastlog", 200),
    figure("pino", 1000),
    figure("fastlog", 400, { place: "file" }),
  ];
  expect(compared(figures).map(({ ratios }) => ratios)).toEqual([
    { fastlog: 0.25, floor: 1 },
    { fastlog: 1, floor: 4 },
    { fastlog: 5, floor: 20 },
    { fastlog: 1 },
  ]);
});

test("a figure of what could not be measured has no ratios, and no place in Bencher's format", () => {
  const figures = [figure("fastlog", 200), { ...figure("spdlog", 0), measures: {} }];
  expect(compared(figures)[1].ratios).toEqual({});
  expect(Object.keys(bencher(figures))).toEqual(["calls/fields/json/devnull/fastlog"]);
});
