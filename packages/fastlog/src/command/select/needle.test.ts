import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseWhere } from "../../where/where.ts";
import { LineReader } from "../read/line-reader.ts";
import { LevelReader } from "../read/read-level.ts";
import { literalOf, type Needles, needlesOf, rarestIn } from "./needle.ts";
import { testOf } from "./test.ts";

describe("the text that every match of a regular expression has", () => {
  test.each([
    ["^/api/users$", "/api/users"],
    ["timeout", "timeout"],
    ["time.*out", "time"],
    ["ab?cdef", "cdef"],
    ["abc*d", "ab"],
    ["abc+de", "abc"],
    ["abc{0,2}defg", "defg"],
    ["(abc)?de", "de"],
    ["(?i)abc", ""],
    ["abc|def", ""],
    ["[abc]def", "def"],
    ["[]x]abc", "abc"],
    ["[^]x]abc", "abc"],
    ["[[:alpha:]]abc", "abc"],
    ["a\\.b", "a.b"],
    ["a\\dbc", "bc"],
    ["\\x41bcd", "bcd"],
    ["\\p{Greek}abc", "abc"],
    ["\\pLabc", "abc"],
    ["\\Qa.b\\E", ""],
    ["", ""],
    [".*", ""],
  ])("of %s is %j", (source, literal) => {
    expect(literalOf(source)).toBe(literal);
  });
});

function shown(sets: readonly Needles[]): string[][] {
  return sets.map((set) => set.map(({ bytes }) => bytes.toString()));
}

test.each<[string, string[][]]>([
  ["status = 500", [["status"]]],
  ["reqId = r12", [["reqId"], ["r12"]]],
  ['path ~ "^/api/users"', [["path"], ["users"], ["api"]]],
  ["a = 1 and path = /x/yz", [["path"], ["yz"]]],
  ["status = 500 or reqId = r12", [["status", "r12"]]],
  ["status = 500 or not x = 1", []],
  ["level = error", []],
  ["msg = hello", [["hello"]]],
  ["x.user.id = ü", [["user"]]],
  ["status in (500, 502)", [["status", "status"]]],
])("of %s, lines have %j", (condition, sets) => {
  expect(shown(needlesOf(parseWhere(condition)))).toEqual(sets);
});

test("the rarest set is taken, and none if most lines have them all", () => {
  const lines = Buffer.from('{"status":200,"id":"r1"}\n'.repeat(100));
  const rarest = (condition: string) => {
    const set = rarestIn(needlesOf(parseWhere(condition)), lines);
    return set?.map(({ bytes }) => bytes.toString());
  };
  expect(rarest("status = 500")).toEqual(["status"]);
  expect(rarest("status = 200")).toBeUndefined();
  expect(rarest("id = r77")).toEqual(["r77"]);
  expect(rarest("id = r1")).toBeUndefined();
});

/** Whether one of the needles lets a line be read. */
function isFound(set: Needles, line: Buffer): boolean {
  return set.some(({ bytes, mayPass }) => {
    for (let at = line.indexOf(bytes); at >= 0; at = line.indexOf(bytes, at + 1)) {
      if (mayPass === undefined || mayPass(line, at)) return true;
    }
    return false;
  });
}

test("no line whose record passes lacks a needle, in any format", () => {
  const value = fc.constantFrom(
    "a",
    "ab",
    "a b",
    "r12",
    5,
    500,
    500.5,
    -1,
    "/api/x",
    "<é>",
    null,
    true,
    { status: 500, id: "ab" },
  );
  const name = fc.constantFrom("status", "id", "path");
  const record = fc.dictionary(name, value, { noNullPrototype: true });
  const operand = fc.constantFrom(
    "a",
    "ab",
    "'a b'",
    "r12",
    "5",
    "500",
    "500.5",
    "/api/x",
    "'<é>'",
    "true",
  );
  const simple = fc.oneof(
    fc.tuple(name, fc.constantFrom("=", "!=", "<", ">="), operand).map((parts) => parts.join(" ")),
    fc
      .tuple(name, fc.constantFrom("~", "!~"), fc.constantFrom("^/api", "a.*b", "r1|ab", "ab?"))
      .map((parts) => parts.join(" ")),
    fc
      .tuple(name, fc.constantFrom(".id exists", ".status > 5", " in (a, 500)"))
      .map((parts) => parts.join("")),
  );
  const condition = fc.oneof(
    simple,
    fc.tuple(simple, fc.constantFrom("and", "or"), simple).map((parts) => parts.join(" ")),
    simple.map((one) => `not (${one})`),
  );
  const levels = new LevelReader();
  fc.assert(
    fc.property(record, condition, (fields, source) => {
      const parsed = parseWhere(source);
      const all = { level: 30, msg: "m", ...fields };
      const escaped = JSON.stringify(all)
        .replaceAll("/", "\\/")
        .replaceAll("<", "\\u003c")
        .replaceAll("é", "\\u00e9");
      const pairs = Object.entries(all).map(
        ([key, one]) =>
          `${key}=${JSON.stringify(typeof one === "object" && one !== null ? JSON.stringify(one) : one)}`,
      );
      for (const text of [
        JSON.stringify(all),
        JSON.stringify(all, null, 1).replaceAll("\n", ""),
        escaped,
        pairs.join(" "),
      ]) {
        const line = Buffer.from(`${text}\n`);
        const reader = new LineReader();
        expect(reader.read(line, 0, line.length - 1)).toBe("record");
        if (!testOf(parsed, levels)(reader.record)) continue;
        for (const set of needlesOf(parsed)) expect(isFound(set, line)).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
});
