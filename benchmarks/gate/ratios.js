import { measureImports } from "./imports.js";
import { measureRecords } from "./records.js";
import { SCENARIOS } from "./scenarios.js";
import { measureService, SERVICE } from "./service.js";

/**
 * How much slower than the base a row may be, as a part of it. Twenty runs of unchanged builds were off by at most 2 % (a
 * record) and 5 % (an import). A change elsewhere in the source can move records as much, as V8 lays out code anew.
 *
 * @type {Record<string, number>}
 */
export const TOLERANCES = {
  ...Object.fromEntries(SCENARIOS.map(({ id }) => [id, 0.05])),
  ...Object.fromEntries(Object.keys(SERVICE).map((name) => [name, 0.08])),
  import: 0.1,
};

/**
 * Measures some rows in pairs: how many times as long as the base's each takes.
 *
 * @param {readonly string[]} rows
 * @param {import("./records.js").Measuring} measuring
 * @param {number} pairs
 * @returns {import("./records.js").Ratios}
 */
export function measureRatios(rows, measuring, pairs) {
  const scenarios = SCENARIOS.filter(({ id }) => rows.includes(id));
  const served = Object.keys(SERVICE).filter((name) => rows.includes(name));
  return {
    ...measureRecords(scenarios, measuring, pairs),
    ...measureService(served, measuring, pairs),
    ...(rows.includes("import") ? { import: measureImports(measuring, pairs) } : {}),
  };
}
