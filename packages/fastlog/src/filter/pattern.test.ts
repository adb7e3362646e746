import { expect, test } from "vitest";
import { compilePattern } from "./pattern.ts";

test("a pattern is found anywhere in the message, case-sensitively", () => {
  const pattern = compilePattern("timeout|refused");
  expect(pattern.source).toBe("timeout|refused");
  expect(pattern.test("connection refused by peer")).toBe(true);
  expect(pattern.test("connection REFUSED by peer")).toBe(false);
});

test("the empty pattern matches every message", () => {
  expect(compilePattern("").test("")).toBe(true);
  expect(compilePattern("").test("anything")).toBe(true);
});

test("what is no plain text is matched as a regular expression", () => {
  const pattern = compilePattern("id=4[0-9]$");
  expect(pattern.test("user id=42")).toBe(true);
  expect(pattern.test("user id=421")).toBe(false);
});

test("a pattern that was compiled may be used again and again", () => {
  const pattern = compilePattern("\\d+ms");
  expect([pattern.test("1ms"), pattern.test("ms"), pattern.test("1ms")]).toEqual([
    true,
    false,
    true,
  ]);
});

test("a long list of plain texts is a pattern", () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => `id=${index}`);
  expect(compilePattern(ids.join("|")).test("user id=999")).toBe(true);
});

test("the length of a pattern is bounded", () => {
  expect(() => compilePattern("a".repeat(10_001))).toThrow("10001 characters (at most 10000)");
});
