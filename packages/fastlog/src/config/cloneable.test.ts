import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { copyOfData } from "./cloneable.ts";

const cyclic: unknown[] = [];
cyclic.push(cyclic);

test.each<[what: string, value: unknown]>([
  ["a number", 1],
  ["a string", "text"],
  ["a bigint", 10n],
  ["undefined", undefined],
  ["null", null],
  ["objects and arrays", { a: [1, { b: new Date(0) }], c: Object.create(null) }],
  ["maps and sets", new Map([["a", new Set([1])]])],
  ["a cycle", cyclic],
])("data is copied: %s", (_, value) => {
  const copy = copyOfData(value);
  expect(copy).toBeDefined();
  expect(isDeepStrictEqual(copy?.value, structuredClone(value))).toBe(true);
  if (typeof value === "object" && value !== null) expect(copy?.value).not.toBe(value);
});

class Secret {
  readonly value = "hunter2";
  toJSON() {
    return "a secret";
  }
}

test.each<[what: string, value: unknown]>([
  ["a function", () => {}],
  ["a symbol", Symbol("s")],
  ["an object with a method", { a: { toJSON() {} } }],
  ["an object of a class, which would lose its toJSON", new Secret()],
  ["one inside of data", [{ secret: new Secret() }]],
  ["one in a map", new Map([["secret", new Secret()]])],
  ["an error", new Error("e")],
  [
    "a getter that throws",
    {
      get a() {
        throw new Error("no");
      },
    },
  ],
  [
    "a hostile proxy",
    new Proxy(
      {},
      {
        ownKeys() {
          throw new Error("no");
        },
      },
    ),
  ],
  ["a proxy", new Proxy({}, {})],
])("%s is no data", (_, value) => {
  expect(copyOfData(value)).toBeUndefined();
});

test("what is nested too deep to be looked through is no data", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(copyOfData(deep)).toBeUndefined();
});
