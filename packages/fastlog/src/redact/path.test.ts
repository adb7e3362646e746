import redact from "@pinojs/redact";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FastlogError } from "../errors.ts";
import { EVERY, parsePath, type Step } from "./path.ts";

test.each<[path: string, steps: Step[]]>([
  ["password", ["password"]],
  ["req.headers.authorization", ["req", "headers", "authorization"]],
  ["a.b-c.$d_e", ["a", "b-c", "$d_e"]],
  ["first name.é", ["first name", "é"]],
  ['a["b-c"].d', ["a", "b-c", "d"]],
  ["a['b-c']['d']", ["a", "b-c", "d"]],
  ['["a.b"].c', ["a.b", "c"]],
  ["[a.b].c", ["a.b", "c"]],
  ['["a]b"][\'c["d\']', ["a]b", 'c["d']],
  ['["a, b..c"]', ["a, b..c"]],
  ['a[""]', ["a", ""]],
  ['a[" "]', ["a", " "]],
  ['a["pass*"]', ["a", "pass*"]],
  ["users[0].email", ["users", "0", "email"]],
  ["users[*].email", ["users", EVERY, "email"]],
  ["users.[*].email", ["users", EVERY, "email"]],
  ["*", [EVERY]],
  ["*.token", [EVERY, "token"]],
  ["[*].token", [EVERY, "token"]],
  ["a.*.b", ["a", EVERY, "b"]],
  ["a[*][*]", ["a", EVERY, EVERY]],
  ["a.*", ["a", EVERY]],
  ['a["*"]', ["a", EVERY]],
  ["__proto__.constructor", ["__proto__", "constructor"]],
])("the path %j has the steps %o", (path, steps) => {
  expect(parsePath(path)).toEqual({ kind: "steps", steps });
});

test.each([
  ["**.password", "password"],
  ['**["api-key"]', "api-key"],
  ['**["a.b"]', "a.b"],
  ["[**].password", "password"],
])("the path %j is for the name %j at any depth", (path, name) => {
  expect(parsePath(path)).toEqual({ kind: "anyDepth", name });
});

const ANY_DEPTH = '"**" stands before a single name only, as in "**.password"';
const QUOTED = "(in brackets and quotes it may hold any character)";
const UNEXPECTED = (name: string) =>
  `unexpected quote or space in the name ${JSON.stringify(name)} ${QUOTED}`;

test.each([
  ["", "a name is missing at character 1"],
  [".", "a name is missing at character 1"],
  [".a", "a name is missing at character 1"],
  ["a.", "a name is missing at character 3"],
  ["a..b", "a name is missing at character 3"],
  ["a[0]..b", "a name is missing at character 6"],
  ["a[]", "a name is missing at character 3"],
  ["[].a", "a name is missing at character 2"],
  ["a[", 'unexpected "[" at character 2 without its "]"'],
  ["a[b", 'unexpected "[" at character 2 without its "]"'],
  ["a.[b", 'unexpected "[" at character 3 without its "]"'],
  ["a[b[c]]", 'unexpected "[" at character 2 without its "]"'],
  ["a]", 'unexpected "]" at character 2, expected "." or "["'],
  ["a[0]b", 'unexpected "b" at character 5, expected "." or "["'],
  ['["a"b]', UNEXPECTED('"a"b')],
  ['a["b]', UNEXPECTED('"b')],
  ["a[\"b']", UNEXPECTED("\"b'")],
  ['"a.b"', UNEXPECTED('"a')],
  ["it's", UNEXPECTED("it's")],
  ["a[`b`]", UNEXPECTED("`b`")],
  [" a", UNEXPECTED(" a")],
  ["a. b", UNEXPECTED(" b")],
  ["a\n", UNEXPECTED("a\n")],
  ["a, b", `each path is a string of its own ${QUOTED}`],
  ["a.pass*", `"*" stands for a whole name, not inside "pass*" ${QUOTED}`],
  ["***", `"*" stands for a whole name, not inside "***" ${QUOTED}`],
  ["**", ANY_DEPTH],
  ["**.*", ANY_DEPTH],
  ["**.**", ANY_DEPTH],
  ["**.a.b", ANY_DEPTH],
  ["a.**", ANY_DEPTH],
  ["a.**.b", ANY_DEPTH],
  ['a["**"]', ANY_DEPTH],
])("the path %j is refused: %s", (path, reason) => {
  const parse = (): unknown => parsePath(path);
  expect(parse).toThrow(FastlogError);
  expect(parse).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message: `invalid option redact: path ${JSON.stringify(path)}: ${reason}`,
    }),
  );
});

/** The object in which the steps lead to `secret`. */
function nested(steps: readonly Step[]): unknown {
  return steps.reduceRight<unknown>(
    (inside, step) => ({ [step === EVERY ? "any" : step]: inside }),
    "secret",
  );
}

test("a path that is accepted leads where it leads in @pinojs/redact", () => {
  const unit = fc.constantFrom("a", "b", "*", ".", "[", "]", '"', "'", "-", " ");
  const wellFormed = fc
    .array(fc.constantFrom(".a", ".*", "[a]", "[*]", '["b.a"]', "['b\"a']", '[""]'))
    .map((names) => names.join("").replace(/^\./, ""));
  const path = fc.oneof(fc.string({ unit, maxLength: 8 }), wellFormed);
  let accepted = 0;
  fc.assert(
    fc.property(path, (path) => {
      let parsed: ReturnType<typeof parsePath>;
      try {
        parsed = parsePath(path);
      } catch {
        return;
      }
      // In quotes the library refuses two dots, and takes brackets for brackets.
      const differs = (step: Step) => step !== EVERY && /\.\.|[[\]]/.test(step);
      if (parsed.kind !== "steps" || parsed.steps.some(differs)) return;
      const object = nested(parsed.steps);
      const redacted = redact({ paths: [path], strict: false })(object);
      expect(redacted).toBe(JSON.stringify(object).replace("secret", "[REDACTED]"));
      accepted++;
    }),
    { numRuns: 5_000 },
  );
  expect(accepted).toBeGreaterThan(500);
});
