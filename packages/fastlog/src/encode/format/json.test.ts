import { describe, expect, test } from "vitest";
import { Recording } from "../../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import type { Logger } from "../../call/logger.ts";

function recorded(log: (logger: Logger) => void, maxRecord?: number): Record<string, unknown> {
  const recording = new Recording({ format: "json", maxRecord });
  log(recording.app);
  return JSON.parse(recording.line()) as Record<string, unknown>;
}

describe("a JSON record", () => {
  test("has pino's keys in a constant order, then its fields", () => {
    const recording = new Recording({ format: "json", tag: "main" });
    recording.app.warn("done {}", 1, { status: 200 });
    const line = JSON.parse(recording.line()) as Record<string, unknown>;
    expect(Object.keys(line)).toEqual([
      "level",
      "time",
      "hrtime",
      "pid",
      "hostname",
      "tag",
      "target",
      "msg",
      "status",
    ]);
    expect(line).toMatchObject({
      level: 40,
      pid: process.pid,
      tag: "main",
      target: "app",
      msg: "done 1",
      status: 200,
    });
  });

  test("has no target if that is unknown", () => {
    const recording = new Recording({ format: "json" });
    recording.plain.info("hello");
    expect(JSON.parse(recording.line())).not.toHaveProperty("target");
  });

  test.each([
    ["fatal", 60],
    ["error", 50],
    ["warn", 40],
    ["info", 30],
    ["debug", 20],
    ["trace", 10],
  ] as const)("of level %s has the number %i", (level, number) => {
    expect(recorded((log) => log[level]("x"))).toHaveProperty("level", number);
  });

  test("has an empty message if there is none", () => {
    expect(recorded((log) => log.info({ a: 1 }))).toMatchObject({ msg: "", a: 1 });
  });

  test.each([
    ["a string", 'a"b\\c\n', 'a"b\\c\n'],
    ["a lone surrogate", "\ud800", "\ufffd"],
    ["a negative zero", -0, 0],
    ["not a number", Number.NaN, null],
    ["infinity", Number.NEGATIVE_INFINITY, null],
    ["a double", 0.1, 0.1],
    ["the largest double", Number.MAX_VALUE, Number.MAX_VALUE],
    ["the smallest 32-bit integer", -(2 ** 31), -(2 ** 31)],
    ["true", true, true],
    ["null", null, null],
    ["a bigint", 12n, 12],
    ["an object", { b: [1, { c: null }] }, { b: [1, { c: null }] }],
  ])("has %s as JSON has it", (_, value, parsed) => {
    expect(recorded((log) => log.info("x", { value }))).toHaveProperty("value", parsed);
  });

  test("leaves out undefined fields", () => {
    expect(recorded((log) => log.info("x", { value: undefined }))).not.toHaveProperty("value");
  });

  test("gives a field that is named as one of its own keys another name", () => {
    const own = { level: 1, time: 2, hrtime: 3, pid: 4, hostname: 5, tag: 6, target: 7, msg: 8 };
    expect(recorded((log) => log.info("x", own))).toMatchObject({
      level: 30,
      level_: 1,
      time_: 2,
      hrtime_: 3,
      pid_: 4,
      hostname_: 5,
      tag_: 6,
      target_: 7,
      msg: "x",
      msg_: 8,
    });
  });

  test("has no key twice, and loses no field of the same name", () => {
    const recording = new Recording({ format: "json" });
    recording.app.info("x", { level: 1, level_: 2, a: 3 }, { a: 4 }, { a: 5 });
    const line = recording.line();
    expect(line.match(/"[a-z_]+":/g)?.slice(-5)).toEqual([
      '"level_":',
      '"level__":',
      '"a":',
      '"a_":',
      '"a__":',
    ]);
  });

  test("escapes what text escapes", () => {
    const recording = new Recording({ format: "json" });
    recording.app.info("\u009b \u2028 \u202e \u007f", { "\u009b": "\u2028" });
    expect(recording.line()).toContain(
      '"msg":"\\u009b \\u2028 \\u202e \\u007f","\\u009b":"\\u2028"}',
    );
  });

  test("has a number as hrtime in the first second after boot", () => {
    const time = new ManualTime(7_000n, 5);
    const recording = new Recording({ format: "json", time });
    recording.app.info("x");
    expect(JSON.parse(recording.line())).toMatchObject({ time: 5, hrtime: 7_000 });
    time.pass(1, 2n);
    recording.app.info("x");
    expect(JSON.parse(recording.line())).toMatchObject({ time: 6, hrtime: 1_007_002 });
    time.pass(1_000);
    recording.app.info("x");
    expect(JSON.parse(recording.line())).toMatchObject({ time: 1_006, hrtime: 1_001_007_002 });
  });
});

test("fields whose names differ in a lone surrogate only have a name each", () => {
  const recording = new Recording({ format: "json" });
  recording.app.info("x", { "\ud800": 1, "\udc00": 2, "\ufffd": 3 });
  expect(recording.line()).toMatch(/"msg":"x","\ufffd":1,"\ufffd_":2,"\ufffd__":3}$/);
});
