import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { groupOfBars, groupOfPercentiles } from "../.vitepress/components/chart-tables.ts";
import { chartsOf } from "../.vitepress/components/charts.data.ts";

describe("a chart", () => {
  const times = (ratio: number) => `${ratio} ×`;
  const bar = (label: string, value: number, style: string) => ({
    label,
    value,
    style,
    shown: `${value} ns`,
  });

  test("has bars as long as the values, and their ratio to fastlog", () => {
    const group = groupOfBars("t", [bar("fastlog", 50, "ours"), bar("other", 200, "other")], times);
    expect(group.rows.map(({ shown, from, to }) => [...shown, from, to])).toEqual([
      ["50 ns", "1 ×", 0, 0.25],
      ["200 ns", "4 ×", 0, 1],
    ]);
  });

  test("without fastlog, or with several rows of it, has no ratio", () => {
    expect(groupOfBars("t", [bar("other", 2, "other")], times).columns).toEqual(["value"]);
    const twice = [bar("fastlog, 1", 2, "ours"), bar("fastlog, 2", 3, "ours")];
    expect(groupOfBars("t", twice, times).columns).toEqual(["value"]);
  });

  test("of percentiles goes from the least to the most, on a logarithmic scale", () => {
    const row = {
      label: "a",
      values: [10, 100, 1000],
      shown: ["10", "100", "1,000"],
      style: "ours",
    };
    const other = { ...row, label: "b", values: [100, 1000, 1000] };
    const { columns, rows } = groupOfPercentiles(["p50", "p99", "p99.9"], [row, other]);
    expect(columns).toEqual(["p50", "p99", "p99.9"]);
    expect(rows.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [0.5, 1],
    ]);
  });

  test("is there for each picture of the pages, with the figures that are stored", () => {
    const stored = (name: string) =>
      JSON.parse(readFileSync(new URL(`../benchmarks/${name}.json`, import.meta.url), "utf8"));
    const charts = chartsOf(stored("results"), stored("service"));
    const page = readFileSync(new URL("../benchmarks/index.md", import.meta.url), "utf8");
    const pictures = Array.from(page.matchAll(/\(charts\/(\w+)\.svg\)/g), ([, name]) => name);
    expect(Object.keys(charts).sort()).toEqual(pictures.sort());
    for (const { variants } of Object.values(charts)) {
      const groups = variants.flatMap((variant) => variant.groups);
      expect(groups.length).toBeGreaterThan(0);
      for (const { columns, rows } of groups) {
        expect(rows.length).toBeGreaterThan(0);
        for (const row of rows) {
          expect(row.shown).toHaveLength(columns.length);
          expect(row.to).toBeGreaterThanOrEqual(row.from);
          expect(row.to).toBeLessThanOrEqual(1);
        }
      }
    }
  });
});
