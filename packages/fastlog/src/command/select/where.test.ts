import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseWhere } from "../../where/where.ts";
import { LineReader } from "../read/line-reader.ts";
import { LevelReader } from "../read/read-level.ts";
import { testOf } from "./test.ts";

/** Whether a record of JSON fulfils a condition. */
function holds(condition: string, record: object | string): boolean {
  const line = Buffer.from(typeof record === "string" ? record : JSON.stringify(record));
  const reader = new LineReader();
  reader.read(line, 0, line.length);
  return testOf(parseWhere(condition), new LevelReader())(reader.record);
}

const RECORD = {
  level: 40,
  time: Date.UTC(2026, 10, 30, 12),
  target: "app::http",
  msg: "GET /api/users",
  path: "/api/users",
  status: 503,
  ms: 1.5,
  slow: true,
  nothing: null,
  id: "17",
  "a key": "x y",
  "log.level": "warn",
  user: { id: 7, name: "Ada", "first.last": 1, tags: ["a", "b"] },
  escaped: 'a"b\\c',
};

describe("a condition that holds", () => {
  test.each([
    "status = 503",
    "status == 503",
    'status >= 500 and path ~ "^/api"',
    "status>=500&&path~^/api",
    "status < 504 and status <= 503 and status > 502 and status >= 503",
    "status != 500",
    'status = "503"',
    "ms > 1 and ms < 2",
    "id = 17",
    "id > 3",
    "not status = 200",
    "!(status = 200)",
    "status = 200 or status = 503",
    "a = 1 or status = 503 and ms > 1",
    "(status = 503 or a = 1) and ms > 1",
    "status in (500, 503)",
    "path in ('/a', \"/api/users\")",
    "slow = true",
    "nothing = null",
    "exists(nothing)",
    "exists user.id",
    "user.id exists",
    "not exists(missing)",
    "missing != 1",
    "missing !~ x",
    "user.id = 7",
    "user.name ~ ^A",
    "user.first.last = 1",
    "user.tags.1 = b",
    '"a key" = "x y"',
    "log.level = warn",
    "level = warn",
    "level >= INFO and level < error",
    "level in (warn, error)",
    "target = app::http",
    "msg ~ users$",
    'message ~ "GET .*users"',
    'path ~ "^/api/[a-z]+$"',
    "path < /b",
    "time >= 2026-11-30T12:00:00Z",
    'time < "2026-11-30T12:00:01Z"',
    "escaped = 'a\"b\\\\c'",
    "status AND status = 503".replace("status AND ", ""),
    "STATUS = 1 OR status = 503",
  ])("%s", (condition) => {
    expect(holds(condition, RECORD)).toBe(true);
    expect(holds(`not (${condition})`, RECORD)).toBe(false);
  });
});

describe("a condition that does not hold", () => {
  test.each([
    "status = 500",
    "missing = 1",
    "missing < 1",
    "missing > 1",
    "missing ~ x",
    "missing in (1, 2)",
    "missing = null",
    "path > 5",
    "slow > 0",
    'nothing = ""',
    "user.missing = 1",
    "user.tags.7 = b",
    "status.code = 1",
    "level = error",
    "user.__proto__ exists",
    "constructor exists",
  ])("%s", (condition) => {
    expect(holds(condition, RECORD)).toBe(false);
  });
});

test("fields of logfmt, which has no types, are compared as numbers and texts", () => {
  const line =
    'time=2026-11-30T12:00:00Z level=error msg="m" status=503 err="{\\"code\\":\\"E\\"}" x=null y="null"';
  for (const condition of [
    "status >= 500",
    "status = 503",
    "level = error",
    "err.code = E",
    "x = null",
    "not y = null",
  ]) {
    expect([condition, holds(condition, line)]).toEqual([condition, true]);
  }
});

describe("a mistake is told with its place", () => {
  test.each([
    ["", "the condition is empty (expected one such as status>=500)", ""],
    ["status >=", "expected a value after >=", "         "],
    ["status >= and a = 1", "expected a value after >= (the text and needs quotes)", "          "],
    ["status", 'expected =, !=, <, <=, >, >=, ~, !~ or in after "status"', "      "],
    ["status 500", 'expected =, !=, <, <=, >, >=, ~, !~ or in after "status"', "       "],
    ["a = 1 adn b = 2", 'expected and, or, or the end; did you mean "and"?', "      "],
    ["(a = 1", "expected and, or, or )", "      "],
    ["a = 1)", "expected and, or, or the end", "     "],
    ["= 1", "expected the name of a field", ""],
    ["a = 1 and", "expected the name of a field", "         "],
    ["a in 1", "expected ( and a list of values after in", "     "],
    ["a in (1 2)", "expected , or )", "        "],
    ['a = "x', 'the text that begins here has no closing "', "    "],
    ['a ~ "["', 'invalid pattern "[": missing closing ] "["', "    "],
    ["a ~ ", 'expected a regular expression, such as "^/api"', "    "],
    ["a & b", 'expected =, !=, <, <=, >, >=, ~, !~ or in after "a"', "  "],
    ["exists()", "expected the name of a field", "       "],
  ])("%j: %s", (condition, message, blanks) => {
    expect(() => parseWhere(condition)).toThrow(
      `--where: ${message}\n  ${condition}\n  ${blanks}^`,
    );
  });

  test("in a long condition, what stands around the place is shown", () => {
    const long = `${"a = 1 and ".repeat(50)}b`;
    expect(() => parseWhere(long)).toThrow(/\n {2}….{59}b\n {2} {61}\^$/);
  });
});

test("a condition that is too long or too deep is an error, not a full stack", () => {
  expect(() => parseWhere("(".repeat(5000))).toThrow("more than 100 conditions inside one another");
  expect(() => parseWhere("not ".repeat(2000))).toThrow(
    "more than 100 conditions inside one another",
  );
  expect(() => parseWhere(`a = ${"x".repeat(10_000)}`)).toThrow("10004 characters (at most 10000)");
});

test("any text is a condition, or an error that points into it", () => {
  const word = fc.constantFrom(
    "a",
    "and",
    "or",
    "not",
    "in",
    "exists",
    "(",
    ")",
    "=",
    "~",
    "!",
    "1",
    '"',
    "'",
    ",",
    "<",
    " ",
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const source = words.join("");
      try {
        parseWhere(source);
      } catch (error) {
        expect((error as Error).message).toMatch(/^--where: .+\n {2}.*\n {2} *\^$/);
      }
    }),
    { numRuns: 2000 },
  );
});
