import { expect, test } from "vitest";
import { FEW, judgeCosts, judgeRatios, MANY } from "./judgement.js";
import { TOLERANCES } from "./ratios.js";

const ALL = Object.keys(TOLERANCES);

/** Judges measurements in which all rows are as the base's, but for those that are slower in each of them. */
function judged(measurements, accepted) {
  const asked = [];
  const rows = judgeRatios((rows, pairs) => {
    const slower = measurements[asked.length] ?? [];
    asked.push([rows, pairs]);
    const samples = (row) => Array(pairs).fill(slower.includes(row) ? 1.3 : 1);
    return Object.fromEntries(rows.map((row) => [row, samples(row)]));
  }, accepted);
  const slower = rows.filter(({ isWorse }) => isWorse).map(({ name }) => name);
  return { asked, slower, all: rows.map(({ name }) => name) };
}

test.each([
  ["nothing is", [[]], []],
  ["one was at first only", [["fields"], []], []],
  ["one is, twice", [["fields"], ["fields"]], ["fields"]],
  ["the import is, twice", [["import"], ["import"]], ["import"]],
  ["one of two is, twice", [["message", "child"], ["child"]], ["child"]],
  ["all are, twice", [ALL, ALL], ALL],
])("a row is slower if it is so twice: %s", (_, measurements, slower) => {
  const { asked, ...result } = judged(measurements);
  expect(result).toEqual({ slower, all: ALL });
  expect(asked).toHaveLength(measurements.length);
});

test("only what leaves a doubt is measured again, and in more pairs", () => {
  expect(judged([["message", "child"], []]).asked).toEqual([
    [ALL, FEW],
    [["message", "child"], MANY],
  ]);
  expect(MANY).toBeGreaterThan(FEW);
});

test.each([
  [{ fields: 1.4 }, []],
  [{ fields: 1.2 }, ["fields"]],
  [{ child: 1.4 }, ["fields"]],
])("with %j accepted, of fields that take 1.3 times as long, %j is slower", (accepted, slower) => {
  expect(judged([["fields"], ["fields"]], accepted).slower).toEqual(slower);
});

test("costs are compared with what is recorded for this version of Node", () => {
  const major = process.version.slice(1).split(".")[0];
  const recorded = { "heap/fields": { [major]: 58, 4: 5 }, "size/packed": 1000 };
  const rows = judgeCosts({ "heap/fields": 70, "size/packed": 1001 }, recorded);
  expect(rows).toMatchObject([
    { name: "heap/fields", recorded: 58, isWorse: true },
    { name: "size/packed", recorded: 1000, isWorse: false },
  ]);
  expect(judgeCosts({ "heap/fields": 70 }, { "heap/fields": { 4: 5 } })).toMatchObject([
    { recorded: undefined, isWorse: false },
  ]);
  expect(judgeCosts({ "heap/fields": 70 }, recorded, { "heap/fields": 1.2 })).toMatchObject([
    { isWorse: false },
  ]);
});
