import { describe, expect, test } from "vitest";
import { cell } from "./figures.js";
import { tables } from "./tables.js";

const figure = (contender, value, more = {}) => ({
  ...{ part: "whole", what: "fields", title: "a process", contender, name: contender },
  ...{ format: "json", place: "file", ratios: {} },
  measures: value === undefined ? {} : { wall: { value } },
  ...more,
});

describe("a table", () => {
  test("has the best first, and last what could not be measured", () => {
    const figures = [figure("roarr"), figure("winston", 3), figure("fastlog", 0.5)];
    const [, table] = tables("whole", { figures });
    expect(
      table
        .split("\n")
        .slice(2)
        .map((row) => row.split(" | ")[0]),
    ).toEqual(["| **fastlog**", "| winston", "| roarr"]);
  });

  test("says how many records were lost, and why something was skipped", () => {
    const records = { logged: 2000, delivered: 1000, lost: 1000 };
    const figures = [
      figure("pino", 1, { records }),
      figure("spdlog", undefined, { note: "skipped: no g++" }),
    ];
    const [, table] = tables("whole", { figures });
    expect(table).toContain("**1,000 of 2,000 lost**");
    expect(table).toContain("| spdlog | – | skipped: no g++ |");
  });
});

test("calls that the filter stops have a table for each filter and way, sockets one for each place", () => {
  const filter = [
    figure("fastlog", 1, { part: "filter", title: "no directives", place: "inlined" }),
    figure("fastlog", 1, { part: "filter", title: "no directives", place: "called" }),
    figure("fastlog", 1, { part: "filter", title: "by module", place: undefined }),
  ];
  const sockets = ["TCP", "UDP"].map((place) => figure("fastlog", 1, { part: "sockets", place }));
  const headings = (id, figures) => tables(id, { figures }).filter((_, i) => i % 2 === 0);
  expect(headings("filter", filter)).toEqual([
    "### No directives, inlined",
    "### No directives, called",
    "### By module",
  ]);
  expect(headings("sockets", sockets)).toEqual(["### TCP", "### UDP"]);
});

test.for([
  [
    "the value alone where all runs agree",
    { value: 240, lower_value: 240, upper_value: 240 },
    "ns",
    "240 ns",
  ],
  [
    "the least and the most",
    { value: 240, lower_value: 230, upper_value: 1251 },
    "ns",
    "240 ns (230–1,251)",
  ],
  [
    "units that differ",
    { value: 9e4, lower_value: 9e4, upper_value: 2e6 },
    "bytes",
    "90,000 B (90,000 B–2 MB)",
  ],
  ["nothing where nothing was measured", undefined, "ns", "–"],
])("a cell has %s", ([, measure, unit, expected]) => {
  expect(cell(measure, unit)).toBe(expected);
});
