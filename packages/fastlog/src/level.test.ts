import { expect, test } from "vitest";
import { isLevel, LEVEL_NAMES, LEVELS, levelNumber, OFF, recordLevel } from "./level.ts";

test("the levels have pino's numbers, most severe first", () => {
  expect(LEVELS).toEqual({ fatal: 60, error: 50, warn: 40, info: 30, debug: 20, trace: 10 });
  expect(LEVEL_NAMES).toEqual(["fatal", "error", "warn", "info", "debug", "trace"]);
});

test("nothing is as severe as off", () => {
  expect(OFF).toBeGreaterThan(Math.max(...Object.values(LEVELS)));
});

test.each([
  ["info", 30],
  ["INFO", 30],
  ["Warn", 40],
  ["fAtAl", 60],
  ["off", OFF],
  ["OFF", OFF],
  ["trace", 10],
  ["", undefined],
  [" info", undefined],
  ["warning", undefined],
  ["constructor", undefined],
  ["__proto__", undefined],
])("the number of the level %j is %j", (name, number) => {
  expect(levelNumber(name)).toBe(number);
});

test.each(LEVEL_NAMES)("%s is the name of a level", (name) => {
  expect(isLevel(name)).toBe(true);
});

test.each([
  ["off"],
  ["INFO"],
  [""],
  ["toString"],
  ["__proto__"],
  [30],
  [null],
  [undefined],
  [["info"]],
])("%j is no name of a level", (value) => {
  expect(isLevel(value)).toBe(false);
});

test.each([
  [10, 10],
  [14, 10],
  [15, 20],
  [35, 40],
  [60, 60],
  [69.9, 60],
  ["40", 40],
  ["Warning", 40],
  ["CRIT", 60],
  ["eRRoR", 50],
])("the level of a record that %j means is %i", (value, number) => {
  expect(recordLevel(value)).toBe(number);
});

test.each([
  [9],
  [0],
  [-30],
  [70],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  ["off"],
  ["silent"],
  [""],
  [" info"],
  ["300"],
  ["toString"],
  ["x".repeat(100_000)],
  [30n],
  [["info"]],
  [null],
  [undefined],
])("%s means no level of a record", (value) => {
  expect(recordLevel(value)).toBeUndefined();
});
