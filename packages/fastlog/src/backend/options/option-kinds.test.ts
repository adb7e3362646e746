import { describe, expect, test } from "vitest";
import { FastlogError } from "../../errors.ts";
import {
  bytes,
  checkGiven,
  choice,
  duration,
  flag,
  parseParameters,
  text,
} from "./option-kinds.ts";

const KINDS = {
  size: bytes(1, 4 * 1024 * 1024),
  time: duration(1, 60_000),
  way: choice("left", "right"),
  on: flag,
  name: text,
};

const parse = (query: string) => parseParameters("x://y", new URLSearchParams(query), KINDS);

describe("a parameter of a URL", () => {
  test.each([
    ["size=65536", { size: 65_536 }],
    ["size=64kb", { size: 65_536 }],
    ["size=4MB", { size: 4_194_304 }],
    ["size=7b", { size: 7 }],
    ["time=250", { time: 250 }],
    ["time=250ms", { time: 250 }],
    ["time=30s", { time: 30_000 }],
    ["time=1m", { time: 60_000 }],
    ["way=left", { way: "left" }],
    ["on=true&on=false", { on: false }],
    ["name=a%20b&size=1", { name: "a b", size: 1 }],
    ["", {}],
  ])("%j is %j", (query, options) => {
    expect(parse(query)).toEqual(options);
  });

  test.each([
    ["size=0", 'invalid size "0" (expected a size from 1 to 4194304 bytes, such as 64kb)'],
    ["size=5mb", 'invalid size "5mb" (expected a size from 1 to 4194304 bytes, such as 64kb)'],
    ["size=1.5mb", 'invalid size "1.5mb"'],
    ["size=4tb", 'invalid size "4tb"'],
    ["size=constructor", 'invalid size "constructor"'],
    ["size=1constructor", 'invalid size "1constructor"'],
    ["time=2m", 'invalid time "2m" (expected a time from 1 to 60000 ms, such as 500ms or 30s)'],
    ["time=-1", 'invalid time "-1"'],
    ["time=", 'invalid time ""'],
    ["way=up", 'invalid way "up" (expected left or right)'],
    ["on=1", 'invalid on "1" (expected true or false)'],
    ["name=", 'invalid name "" (expected a text that is not empty)'],
    ["toString=1", 'unknown option "toString" (expected size, time, way, on, name)'],
  ])("%j is refused: %s", (query, reason) => {
    const make = () => parse(query);
    expect(make).toThrow(FastlogError);
    expect(make).toThrow(`invalid backend "x://y": ${reason}`);
    expect(make).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_BACKEND" }));
  });
});

test.each([
  [duration(60_000, 366 * 86_400_000), "1h or 1d"],
  [duration(1, 400), "1"],
  [bytes(1_000_000, 2_000_000), "1000000"],
])("examples are such as would be accepted", ({ expected }, examples) => {
  expect(expected.endsWith(`, such as ${examples}`)).toBe(true);
});

describe("an option of a factory", () => {
  test.each([
    [{ size: 0 }, "invalid option size=0 of make(): expected a size from 1 to 4194304 bytes"],
    [
      { size: "64kb" },
      'invalid option size="64kb" of make(): expected a size from 1 to 4194304 bytes as a number, ' +
        'such as 65536 ("64kb" is 65536)',
    ],
    [
      { time: "2m" },
      'invalid option time="2m" of make(): expected a time from 1 to 60000 ms as a number, such as 500',
    ],
    [{ on: "true" }, 'invalid option on="true" of make(): expected true or false ("true" is true)'],
    [{ way: "up" }, 'invalid option way="up" of make(): expected left or right'],
    [{ other: 1 }, 'unknown option "other" of make() (expected size, time, way, on, name)'],
  ])("%j is refused: %s", (options, reason) => {
    const check = () => checkGiven("make", options, KINDS);
    expect(check).toThrow(reason);
    expect(check).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_OPTION" }));
  });

  test("that is undefined is not given", () => {
    checkGiven("make", { size: undefined, on: true, time: 1 }, KINDS);
  });
});
