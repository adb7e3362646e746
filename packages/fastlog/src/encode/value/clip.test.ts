import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../object/limits.ts";
import { clip } from "./clip.ts";
import { inspected } from "./plain.ts";

const limits = { ...DEFAULT_LIMITS, maxBreadth: 2 };

class Point {
  x = 1;
  y = 2;
  z = 3;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test.each([
  ["an object", { a: 1, b: 2, c: 3 }, "{ a: 1, b: 2, '…': +1 more }"],
  ["an instance", new Point(), "Point { x: 1, y: 2, '…': +1 more }"],
  ["an array", [1, 2, 3, 4], "[ 1, 2, ... 2 more items ]"],
  ["a sparse array", Object.assign([], { 9: 1 }), "[ <2 empty items>, ... 8 more items ]"],
  ["a set", new Set([1, 2, 3]), "Set(3) { 1, 2, ... 1 more item }"],
  [
    "a map",
    new Map(numbers(3).map((i) => [i, i])),
    "Map(3) { 0 => 0, 1 => 1, ... => 1 more item }",
  ],
  ["an object inside", { a: { b: 1, c: 2, d: 3 } }, "{ a: { b: 1, c: 2, '…': +1 more } }"],
  [
    "a getter",
    {
      get a() {
        return 1;
      },
      b: 2,
      c: 3,
    },
    "{ a: [Getter], b: 2, '…': +1 more }",
  ],
])("%s that is too broad is inspected up to the limit", (_, value, expected) => {
  expect(inspected(value, limits)).toBe(expected);
});

describe("an error that is inspected", () => {
  const error = Object.assign(new RangeError("why", { cause: new Error("first") }), {
    a: 1,
    b: 2,
    c: 3,
  });

  test("keeps its stack and its cause, whatever else it has", () => {
    const text = inspected(error, { ...DEFAULT_LIMITS, maxBreadth: 5 });
    expect(text).toMatch(/^\{ RangeError: why\n {4}at /);
    expect(text).toContain("[cause]: Error: first");
    expect(text).toContain("'…': +");
  });

  test("is cut where its stack is long", () => {
    const long = new Error("a\n".repeat(100_000));
    expect(inspected(long).length).toBeLessThan(80_000);
    expect(inspected(long)).toContain("characters)");
  });
});

test("a value within the limits is inspected itself", () => {
  const value = { list: numbers(100), text: "x".repeat(1_000), point: new Point(), f: () => 1 };
  expect(clip(value, DEFAULT_LIMITS, 4)).toBe(value);
});

test("the copy of a circular value is circular", () => {
  const value = { a: 1, b: 2, c: 3 };
  const outer = { value, list: numbers(9) };
  Object.assign(value, { a: value });
  expect(inspected(outer, limits)).toBe(
    "{ value: <ref *1> { a: [Circular *1], b: 2, '…': +1 more }, list: [ 0, 1, ... 7 more items ] }",
  );
});

test("a value's own inspect method is called once", () => {
  let asked = 0;
  const own = {
    [inspect.custom]: () => {
      asked++;
      return "own";
    },
  };
  expect(inspected({ own, b: 1, c: 2 }, limits)).toBe("{ own: own, b: 1, '…': +1 more }");
  expect(asked).toBe(1);
});

test("only the parts of a value that are shown are read", () => {
  let asked = 0;
  const counting = (target: object): object =>
    new Proxy(target, {
      getOwnPropertyDescriptor(object, key) {
        asked++;
        return Reflect.getOwnPropertyDescriptor(object, key);
      },
    });
  class Row {
    rows = numbers(100).map((i) => counting({ i }));
  }
  inspected(numbers(100).map(() => new Row()));
  expect(asked).toBeLessThan(10_000);
});

test("a huge bigint is named", () => {
  expect(inspected({ a: 10n ** 30_000n })).toBe("{ a: [BigInt of more than 65536 bits] }");
});
