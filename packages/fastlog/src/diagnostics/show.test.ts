import { expect, test } from "vitest";
import { configure } from "../index.ts";
import { show } from "./show.ts";

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const hostile = () => {
  throw new Error("no");
};

test.each<[value: unknown, text: string]>([
  ["a", '"a"'],
  [1n, "1n"],
  [Number.NaN, "NaN"],
  [undefined, "undefined"],
  [Symbol("s"), "Symbol(s)"],
  [{ a: [1] }, '{"a":[1]}'],
  [new Map(), "[Map]"],
  [new (class Pool {})(), "[Pool]"],
  [function named() {}, "[Function: named]"],
  ["x".repeat(300), `"${"x".repeat(199)}…`],
])("%o is quoted as %s", (value, text) => {
  expect(show(value)).toBe(text);
});

test.each<[what: string, value: unknown]>([
  ["a revoked proxy", revoked.proxy],
  ["a proxy that throws", new Proxy({}, { get: hostile, getPrototypeOf: hostile })],
  ["a proxy of a function that throws", new Proxy(hostile, { get: hostile })],
  ["a getter that throws", Object.defineProperty({}, Symbol.toStringTag, { get: hostile })],
  ["toJSON that throws", { toJSON: hostile }],
])("%s has a kind in place of its text", (_, value) => {
  expect(show(value)).toBe(typeof value);
});

test.each<[what: string, value: unknown]>([
  ["an object without a prototype", Object.create(null)],
  ["a list with a symbol", [Symbol("s")]],
])("every option says what is wrong with %s", (_, value) => {
  for (const name of ["control", "format", "tag", "filter", "trace", "limit", "repeats"]) {
    const wrong = () => configure({ [name]: value });
    expect(wrong, name).toThrow(expect.objectContaining({ name: "FastlogError" }));
  }
});
