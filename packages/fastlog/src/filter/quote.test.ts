import { expect, test } from "vitest";
import { quote } from "./quote.ts";

test.each([
  ["info", '"info"'],
  ["\\d+ms", '"\\d+ms"'],
  ["a\nb\u001b[0m", '"a\\u000ab\\u001b[0m"'],
  ["\u202e\u2028\ud800", '"\\u202e\\u2028\\ud800"'],
  ["\u{e0041}", '"\\udb40\\udc41"'],
])("%j is shown as %s", (value, shown) => {
  expect(quote(value)).toBe(shown);
});

test("a long value is cut off", () => {
  expect(quote("x".repeat(1_000_000))).toBe(`"${"x".repeat(120)}…"`);
});
