import { hostname } from "node:os";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile, visible } from "../../../test/fixtures/unit/hostile.ts";
import { Recording, type RecordingOptions } from "../../../test/fixtures/unit/recording.ts";
import { type Message, parseSyslog } from "../../../test/fixtures/unit/syslog.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import type { Logger } from "../../call/logger.ts";
import { makeLogger } from "../../call/make-logger.ts";
import type { SyslogOptions } from "./syslog-options.ts";

function recorded(
  log: (logger: Logger) => void,
  options: Omit<RecordingOptions, "format"> = {},
): Message {
  const recording = new Recording({ format: "syslog", ...options });
  log(recording.app);
  return parseSyslog(recording.line());
}

function named({ dispatcher, gates }: Recording, target: string): Logger {
  return makeLogger(dispatcher, gates.named(target));
}

function paramsOf(fields: object): Message["params"] {
  return recorded((log) => log.info("m", fields)).params;
}

describe("a syslog record", () => {
  test("is a header, its fields as structured data, and the message", () => {
    const recording = new Recording({
      format: { syslog: { appName: "shop" } },
      time: new ManualTime(),
    });
    recording.app.info("listening on {}", 8080, { tls: true, at: "::1" });
    recording.plain.info("m");
    const header = `<14>1 2026-11-21T03:08:25.902000Z ${hostname()} shop ${process.pid}`;
    expect(recording.lines()).toEqual([
      `${header} app [fastlog@32473 tls="true" at="::1"] listening on 8080`,
      `${header} - - m`,
    ]);
  });

  test("has the time to the microsecond", () => {
    const time = new ManualTime();
    const recording = new Recording({ format: "syslog", time });
    time.pass(0, 123_456n);
    recording.app.info("m");
    expect(parseSyslog(recording.line()).time).toBe("2026-11-21T03:08:25.902123Z");
  });

  test.each<[facility: SyslogOptions["facility"], level: "fatal" | "info", priority: number]>([
    [undefined, "info", 14],
    ["kern", "fatal", 2],
    ["daemon", "info", 30],
    ["local0", "fatal", 130],
    ["local7", "info", 190],
    [16, "info", 134],
  ])("of facility %s has the level %s in its priority, %i", (facility, level, priority) => {
    const recording = new Recording({ format: { syslog: { facility } } });
    recording.app[level]("m");
    expect(parseSyslog(recording.line()).priority).toBe(priority);
  });

  test.each([
    ["fatal", 2],
    ["error", 3],
    ["warn", 4],
    ["info", 6],
    ["debug", 7],
    ["trace", 7],
  ] as const)("of level %s has the severity %i", (level, severity) => {
    expect(recorded((log) => log[level]("m")).priority % 8).toBe(severity);
  });

  test("begins its message with a byte order mark if configured", () => {
    const recording = new Recording({ format: { syslog: { bom: true } } });
    recording.app.info("m");
    recording.app.info("m", { a: 1 });
    expect(recording.lines().map((line) => parseSyslog(line).text)).toEqual(["\ufeffm", "\ufeffm"]);
  });

  test("has the SD-ID that it is given", () => {
    const recording = new Recording({ format: { syslog: { id: "shop@12345.1" } } });
    recording.app.info("m", { a: 1 });
    expect(recording.line()).toContain(' [shop@12345.1 a="1"] m');
  });

  test("has an empty message if there is none", () => {
    expect(recorded((log) => log.info({ a: 1 }))).toMatchObject({ params: [["a", "1"]], text: "" });
    expect(recorded((log) => log.info(""))).toMatchObject({ params: undefined, text: "" });
  });

  test("names its thread if that is not the main one", () => {
    const options = { tag: 'w"1]' };
    expect(recorded((log) => log.info("m"), options).params).toEqual([["tag", 'w"1]']]);
    expect(recorded((log) => log.info("m", { a: 1 }), options).params).toEqual([
      ["tag", 'w"1]'],
      ["a", "1"],
    ]);
    expect(recorded((log) => log.info("m"), { tag: "" }).params).toBeUndefined();
    const recording = new Recording({ format: "syslog", ...options });
    recording.plain.info("m");
    expect(parseSyslog(recording.line())).toMatchObject({ id: "-", params: [["tag", 'w"1]']] });
  });

  test.each<[what: string, target: string, id: string]>([
    [
      "longer than MSGID may be",
      "@scope/package::lib::http::client",
      "@scope/package::lib::http::clien",
    ],
    ["not all printable ASCII", "größe x", "gr__e_x"],
  ])("has a target that is %s as a parameter too", (_, target, id) => {
    const recording = new Recording({ format: "syslog" });
    for (let i = 0; i < 40; i++) {
      named(recording, target).info("m", { target: i });
      const params = [
        ["target", target],
        ["target_", String(i)],
      ];
      expect(parseSyslog(recording.line())).toMatchObject({ id, params });
    }
  });

  test.each<[what: string, value: unknown, written: string]>([
    ["a string", "a b", "a b"],
    ["nothing", "", ""],
    ["what has to be escaped", 'a"b\\c]d[e', 'a"b\\c]d[e'],
    ["a newline", "a\nb", "a\\nb"],
    ["letters beyond ASCII", "é€😀", "é€😀"],
    ["a lone surrogate", "\ud800", "\ufffd"],
    ["null", null, "null"],
    ["false", false, "false"],
    ["a number", -0.5, "-0.5"],
    ["not a number", Number.NaN, "NaN"],
    ["a bigint", 12n, "12"],
    ["an object", { a: ['"\n'] }, '{"a":["\\"\\n"]}'],
  ])("has %s as a parameter's value", (_, value, written) => {
    expect(paramsOf({ value })).toEqual([["value", written]]);
  });

  test.each<[what: string, key: string, name: string]>([
    ["what it can have", "a.b-c/d@e[f\\g'h", "a.b-c/d@e[f\\g'h"],
    ["what would end it", 'a=b]c"d e', "a_b_c_d_e"],
    ["letters beyond ASCII", "é😀", "__"],
    ["a newline", "a\nb", "a_b"],
    ["nothing", "", "_"],
    ["32 characters", "k".repeat(32), "k".repeat(32)],
    ["33 characters", "k".repeat(33), "k".repeat(32)],
    ["a name of the format's own", "tag", "tag_"],
    ["another", "truncated", "truncated_"],
  ])("writes %s in a parameter's name", (_, key, name) => {
    expect(paramsOf({ [key]: 1 })).toEqual([[name, "1"]]);
  });

  test("has every field, even if their names become equal or too long", () => {
    const name = "k".repeat(32);
    const many = Array.from({ length: 5 }, (_, i) => [`${name}${i}`, i]);
    const params = paramsOf({ é: 1, è: 2, ...Object.fromEntries(many) }) ?? [];
    expect(params.map(([name]) => name)).toEqual([
      "_",
      "__",
      "k".repeat(32),
      `${"k".repeat(31)}_`,
      `${"k".repeat(30)}__`,
      `${"k".repeat(30)}_3`,
      `${"k".repeat(30)}_4`,
    ]);
    expect(params.map(([, value]) => value)).toEqual(["1", "2", "0", "1", "2", "3", "4"]);
  });

  test("has the fields of its logger as it has its own", () => {
    const recording = new Recording({ format: "syslog", fields: { base: '"]' } });
    const child = recording.app.child({ bound: null });
    child.info("m");
    child.info("m", { bound: 1 });
    recording.app.info("m");
    expect(recording.lines().map((line) => parseSyslog(line).params)).toEqual([
      [
        ["bound", "null"],
        ["base", '"]'],
      ],
      [
        ["bound", "1"],
        ["base", '"]'],
      ],
      [["base", '"]']],
    ]);
  });

  test("has no structured data if all of its fields are removed", () => {
    const redact = { paths: ["secret"], remove: true };
    const recording = new Recording({ format: "syslog", redact });
    recording.app.child({ secret: 1 }).info("m");
    recording.app.info("m", { secret: 1 });
    expect(recording.lines().map((line) => parseSyslog(line).params)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("is parsed to its original, with unsafe characters made visible", () => {
    const value = fc.oneof(hostile, fc.double({ noNaN: true }), fc.integer(), fc.boolean());
    const named = fc.dictionary(fc.stringMatching(/^x[a-z0-9._-]{0,9}$/), value);
    const recording = new Recording({ format: "syslog", maxRecord: 1 << 24 });
    fc.assert(
      fc.property(hostile, named, fc.dictionary(hostile, value), (message, named, others) => {
        recording.app.info("{}", message, named);
        recording.app.info("{}", message, others);
        const [first, second, ...more] = recording.lines().map(parseSyslog);
        expect(more).toEqual([]);
        expect(first?.text).toBe(visible(message));
        expect(first?.params ?? []).toEqual(
          Object.entries(named).map(([key, value]) => [key, textOf(value)]),
        );
        expect((second?.params ?? []).map(([, value]) => value)).toEqual(
          Object.values(others).map(textOf),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

function textOf(value: unknown): string {
  return visible(String(Object.is(value, -0) ? 0 : value));
}
