import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { LineReader } from "../../command/read/line-reader.ts";
import { LevelReader } from "../../command/read/read-level.ts";
import { testOf } from "../../command/select/test.ts";
import { parseWhere } from "../../where/where.ts";
import { recordTest } from "./record-test.ts";
import { EncodedRecord } from "./tested-record.ts";

const SOURCE = { tag: "main", pid: 7, thread: 3, host: "vm" };
const TIME = Date.UTC(2026, 10, 30, 12);
const FIELDS = {
  path: "/api/users",
  status: 503,
  ms: 1.5,
  slow: true,
  nothing: null,
  empty: "",
  id: "17",
  "a key": "x y",
  "log.level": "warn",
  user: { id: 7, name: "Ada", tags: ["a", "b"] },
  err: { type: "Error", message: "reset", cause: { message: "timeout" } },
};
const RECORD = new EncodedRecord({
  ...{ level: "warn" as const, target: "app::http", message: "GET /api/users" },
  ...{ time: new Date(TIME), fields: FIELDS },
});
const LINE = Buffer.from(
  JSON.stringify({
    ...{ level: 40, time: TIME, pid: 7, hostname: "vm", tag: "main", target: "app::http" },
    ...{ msg: "GET /api/users", ...FIELDS },
  }),
);

/** Whether the line of the record fulfils a condition, as `fastlog view` decides. */
function isShown(condition: string): boolean {
  const reader = new LineReader();
  reader.read(LINE, 0, LINE.length);
  return testOf(parseWhere(condition), new LevelReader())(reader.record);
}

const PATHS = [
  ...["path", "status", "ms", "slow", "nothing", "empty", "id", '"a key"', '"log.level"', "user"],
  ...["user.id", "user.name", "user.tags.0", "user.nope", "err.message", "err.cause.message"],
  ...["missing", "target", "msg", "message", "tag", "pid", "hostname", "toString"],
];
const VALUES = [
  ...["503", "500", "7", "1.5", "17", "40", "warn", "error", "null", "true", "Ada", "main", '""'],
  ...['"17"', '"x y"', "/api/users", "app::http", "vm", "timeout", '"null"', '"503"', "a"],
];

test.each(PATHS)("a condition on %s means the same for a record as for its line", (path) => {
  const conditions = [
    ...["=", "!=", "<", "<=", ">", ">="].flatMap((sign) =>
      VALUES.map((value) => `${path} ${sign} ${value}`),
    ),
    ...["^/api", "5", "a", "^$", "warn"].flatMap((pattern) => [
      `${path} ~ "${pattern}"`,
      `${path} !~ "${pattern}"`,
    ]),
    `exists(${path})`,
    `${path} in (503, warn, "17", main)`,
    `not ${path} = 503 or ${path} > 7 and ${path} ~ a`,
  ];
  const met = (test: (condition: string) => boolean | undefined) => conditions.filter(test);
  expect(met((condition) => recordTest(condition, SOURCE)(RECORD))).toEqual(met(isShown));
});

test.each([
  "level >= warn",
  "level = WARN",
  "level in (warn, fatal)",
  "level < error and level > info",
])("levels are compared by their severity: %s", (condition) => {
  expect([recordTest(condition, SOURCE)(RECORD), isShown(condition)]).toEqual([true, true]);
});

test("a condition may ask for the thread and the time", () => {
  const holds = (condition: string) => recordTest(condition, SOURCE)(RECORD);
  expect([holds("thread = 3"), holds("thread > 3")]).toEqual([true, false]);
  expect([
    holds('time >= "2026-11-30T12:00:00Z"'),
    holds('time > "2026-11-30T12:00:00Z"'),
    holds('time < "2026-11-30T13:30:00+01:00"'),
  ]).toEqual([true, false, true]);
});
