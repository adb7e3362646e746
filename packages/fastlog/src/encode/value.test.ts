import { inspect } from "node:util";
import fc from "fast-check";
import { expect, describe as group, test } from "vitest";
import { NASTY } from "../../test/fixtures/unit/nasty.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { describe, throwsMark } from "./value.ts";

test.each<[value: unknown, text: string]>([
  ["text", "text"],
  ["", ""],
  [42, "42"],
  [-0, "0"],
  [1e21, "1e+21"],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
  [true, "true"],
  [null, "null"],
  [undefined, "undefined"],
  [12345678901234567890n, "12345678901234567890"],
  [Symbol("s"), "Symbol(s)"],
  [new Date(Date.UTC(2026, 10, 21)), "2026-11-21T00:00:00.000Z"],
  [[1, "a"], "[ 1, 'a' ]"],
  [new Map([["a", 1]]), "Map(1) { 'a' => 1 }"],
  [new Set([1]), "Set(1) { 1 }"],
  [/x/g, "/x/g"],
  [{ a: { b: 1 } }, "{ a: { b: 1 } }"],
  [function named() {}, "[Function: named]"],
  [{ [inspect.custom]: () => "<custom>" }, "<custom>"],
])("%o is described as %s", (value, text) => {
  expect(describe(value)).toBe(text);
});

test("what is long is described on one line", () => {
  const list = Array.from({ length: 90 }, (_, i) => `item number ${i}`);
  expect(describe({ list, also: list })).not.toContain("\n");
});

test("an error is described with its stack", () => {
  const error = new TypeError("upstream failed");
  expect(describe(error)).toContain(`TypeError: upstream failed\n    at `);
});

test("a cycle is described as one", () => {
  const value: { self?: object } = {};
  value.self = value;
  expect(describe(value)).toContain("[Circular *1]");
});

test("what throws when it is described is described as that", () => {
  const value = {
    [inspect.custom]() {
      throw new Error("not today");
    },
  };
  expect(describe(value)).toBe("[Throws: not today]");
});

test.each<[thrown: unknown, text: string]>([
  [new Error("why"), "[Throws: why]"],
  ["why", "[Throws: why]"],
  [undefined, "[Throws: undefined]"],
  [Object.create(null), "[Throws: ?]"],
])("%o that was thrown is marked as %s", (thrown, text) => {
  expect(throwsMark(thrown)).toBe(text);
});

group("a description", () => {
  test.each(NASTY)("of %s is text", (_, make) => {
    expect(typeof describe(make())).toBe("string");
    expect(throwsMark(make())).toMatch(/^\[Throws: /);
  });
});

test("a value is written as it is described, with what is unsafe in it escaped", () => {
  const recording = new Recording();
  const value = { [inspect.custom]: () => "a\u001bb" };
  recording.app.info("{}|{}|{}", value, 4_200_000, "x\ty");
  expect(recording.line()).toBe("a\\u001bb|4200000|x\\ty");
});

test("numbers, booleans and bigints are described as String does", () => {
  const primitive = fc.oneof(fc.double(), fc.integer(), fc.boolean(), fc.bigInt());
  fc.assert(
    fc.property(primitive, (value) => {
      expect(describe(value)).toBe(String(value));
    }),
  );
});
