import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { compileLiterals } from "./literal.ts";

test.each([
  ["timeout", "read timeout after 5s", true],
  ["timeout", "read Timeout after 5s", false],
  ["timeout|refused", "connection refused", true],
  ["timeout|refused", "connection reset", false],
  ["^GET", "GET /", true],
  ["^GET", "a GET", false],
  ["ms$", "took 5ms", true],
  ["ms$", "5ms more", false],
  ["ms$", "5ms\n", false],
  ["^done$", "done", true],
  ["^done$", "done.", false],
  ["^a|b$", "a tail", true],
  ["^a|b$", "head b", true],
  ["^a|b$", "ba", false],
  ["10\\.0\\.0\\.1", "from 10.0.0.1", true],
  ["10\\.0\\.0\\.1", "from 10a0b0c1", false],
  ["a\\|b", "a|b", true],
  ["a\\|b", "a", false],
  ["", "", true],
  ["", "anything", true],
  ["a|", "b", true],
  ["^$", "", true],
  ["^$", "x", false],
  ["é|日本", "日本語", true],
])("the pattern %j on %j: %j", (source, message, expected) => {
  expect(compileLiterals(source)?.(message)).toBe(expected);
});

test.each([
  "a.c",
  "a*",
  "a+",
  "a?",
  "(a)",
  "[a]",
  "a{2}",
  "}",
  "]",
  "\\d",
  "\\",
  "a|\\",
  "a^b",
  "a$b",
  "^^a",
  "a$$",
])("%j is left to the engine", (source) => {
  expect(compileLiterals(source)).toBeUndefined();
});

describe("a literal pattern", () => {
  // Few letters, so that texts contain each other often.
  const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "\n", "$", "é", "\u{1f600}") });
  const alternative = fc
    .tuple(fc.constantFrom("", "^"), text, fc.constantFrom("", "$"))
    .map(([start, body, stop]) => start + body.replace(/[.$]/g, "\\$&") + stop);
  const source = fc
    .array(alternative, { minLength: 1, maxLength: 4 })
    .map((alternatives) => alternatives.join("|"));

  test("agrees with RegExp and with RE2", () => {
    fc.assert(
      fc.property(source, text, (source, message) => {
        const matches = compileLiterals(source)!;
        expect(matches(message)).toBe(new RegExp(source).test(message));
        expect(matches(message)).toBe(RE2JS.compile(source).test(message));
      }),
      { numRuns: 2_000 },
    );
  });

  test("agrees with RegExp whenever an arbitrary string is one", () => {
    const unit = fc.constantFrom(..."ab|^$\\.*+?()[]{}-/dw");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 8 }), fc.string({ unit }), (source, message) => {
        const matches = compileLiterals(source);
        if (matches) expect(matches(message)).toBe(new RegExp(source).test(message));
      }),
      { numRuns: 20_000 },
    );
  });
});
