import { RE2JSInternalException } from "re2js";
import { describe, expect, test } from "vitest";
import { compileRe2 } from "./re2.ts";

test.each([
  ["\\d+ms", "took 12ms", true],
  ["\\d+ms", "took ms", false],
  ["id=4[0-9]", "id=42", true],
  ["(GET|POST) /", "POST /", true],
  ["(?i)timeout", "TimeOut", true],
  ["a.c", "a\u{1f600}c", true],
  ["a.c", "a\nc", false],
  ["^b$", "a\nb\nc", false],
  ["\\p{Greek}", "λ", true],
])("the pattern %j on %j: %j", (source, message, expected) => {
  expect(compileRe2(source)(message)).toBe(expected);
});

test.each([
  ["[", 'invalid pattern "[": missing closing ] "["'],
  ["a(b", 'invalid pattern "a(b": missing closing ) "a(b"'],
  ["*a", 'invalid pattern "*a": missing argument to repetition operator "*"'],
  ["a\\", 'invalid pattern "a\\": trailing backslash at end of expression'],
  ["a{1000}{1000}", 'invalid nested repetition operator "{1000}{1000}"'],
  ["a{1001}", 'invalid repeat count "{1001}"'],
  ["a(?=b)", "look-around is not supported"],
  ["a(?!b)", "look-around is not supported"],
  ["(?<=a)b", "look-around is not supported"],
  ["(?<!a)b", "look-around is not supported"],
  ["(a)\\1", "backreferences are not supported"],
])("the pattern %j is refused: %s", (source, message) => {
  expect(() => compileRe2(source)).toThrow(message);
});

describe("matching takes linear time", () => {
  // In each of these RegExp tries exponentially many ways.
  test.each(["(a+)+$", "(a|a)+$", "(a*)*b", "(a|aa)+$", "(.*)*[xy]", "(?:a?){30}a{30}[xy]"])(
    "for %s",
    (source) => {
      const matches = compileRe2(source);
      expect(matches(`${"a".repeat(30_000)}!`)).toBe(false);
    },
  );
});

describe("compiling is bounded", () => {
  test.each([
    ["counted repetitions side by side", ".{1000}.{1000}", "instructions (at most 2000)"],
    ["counted repetitions of groups", "(abcdefgh){1000}", "instructions (at most 2000)"],
    ["nested counted repetitions", "((a{100}){100}){100}", "invalid repeat count"],
    ["the length of the source", "a?".repeat(600), "1200 characters (at most 1000"],
    ["nesting", `${"(".repeat(50_000)}${")".repeat(50_000)}`, "100000 characters"],
  ])("in %s", (_, source, message) => {
    expect(() => compileRe2(source)).toThrow(message);
  });

  test("and large enough for what people write", () => {
    expect(compileRe2("id=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")("id=x")).toBe(false);
    expect(compileRe2(".{1000}")("x".repeat(1_000))).toBe(true);
  });
});

describe("where the engine cannot be loaded", () => {
  const load = (): never => {
    throw new Error("Cannot find module 're2js'\nRequire stack:\n- /app/bundle.js");
  };

  test("the error says why and what to do", () => {
    expect(() => compileRe2("\\d+", load)).toThrow(
      'cannot use pattern "\\d+": regular expressions need the package re2js, which cannot be loaded ' +
        "(Cannot find module 're2js'); if the application is bundled, install re2js beside " +
        "the bundle, or use a plain-text pattern",
    );
  });
});

test("an unforeseen failure of the engine is an error like any other", () => {
  const RE2JS = {
    compile() {
      throw new RE2JSInternalException("oops");
    },
  };
  const load = (): never => ({ RE2JS, RE2JSSyntaxException: class {} }) as never;
  expect(() => compileRe2("a.c", load)).toThrow(
    'invalid pattern "a.c": RE2JSInternalException: oops',
  );
});
