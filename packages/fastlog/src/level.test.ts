import { afterEach, describe, expect, test } from "vitest";
import {
  allLevels,
  defineLevel,
  isLevel,
  LEVEL_NAMES,
  LEVELS,
  levelNames,
  levelNumber,
  levelOf,
  levelTable,
  OFF,
  PINO_LEVELS,
  recordLevel,
} from "./level.ts";
import { forgetOwnLevels, type OwnLevel } from "./own-levels.ts";

afterEach(forgetOwnLevels);

function define(name: string, number: number): void {
  defineLevel({ name: name as OwnLevel, number, color: [], severity: 5 });
}

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

describe("a level of the program's own", () => {
  test.each([["notice"], ["NOTICE"], ["Notice"]])("is found by its name as %j", (name) => {
    define("notice", 35);
    expect(levelNumber(name)).toBe(35);
    expect(recordLevel(name)).toBe(35);
  });

  test("takes precedence over another system's level of that name", () => {
    expect(recordLevel("notice")).toBe(30);
    define("notice", 35);
    expect(recordLevel("notice")).toBe(35);
  });

  test.each([
    [35, 35],
    ["35", 35],
    [34, 35],
    [37.5, 40],
    [32, 30],
    [40, 40],
    [5, 5],
    ["5", 5],
    [4, undefined],
    [95, 95],
    [94, undefined],
  ])("is what the number %j means where it is nearest: %j", (value, number) => {
    define("notice", 35);
    define("wire", 5);
    define("panic", 95);
    expect(recordLevel(value)).toBe(number);
  });

  test("has a name by its number", () => {
    expect(levelOf(35)).toBe("info");
    define("notice", 35);
    expect(levelOf(35)).toBe("notice");
  });

  test("is listed between the six, most severe first", () => {
    define("notice", 35);
    define("wire", 5);
    define("panic", 95);
    expect(allLevels().map(({ name }) => name)).toEqual([
      ...["panic", "fatal", "error", "warn", "notice", "info", "debug", "trace", "wire"],
    ]);
    expect(levelNames()).toBe("panic, fatal, error, warn, notice, info, debug, trace or wire");
  });

  test("has its place in a table of levels", () => {
    define("panic", 99);
    const table = levelTable((name, number) => `${name} ${number}`);
    expect([table[99], table[60], table[10], table[35]]).toEqual([
      ...["panic 99", "fatal 60", "trace 10", undefined],
    ]);
  });

  test("is among those that code for pino sees", () => {
    define("notice", 35);
    expect(PINO_LEVELS.labels[35]).toBe("notice");
    expect(PINO_LEVELS.values["notice"]).toBe(35);
  });
});
