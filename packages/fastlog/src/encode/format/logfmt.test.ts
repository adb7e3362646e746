import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { harmless, hostile } from "../../../test/fixtures/unit/hostile.ts";
import { type Pair, parseLogfmt } from "../../../test/fixtures/unit/logfmt.ts";
import { Recording } from "../../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import type { Logger } from "../../call/logger.ts";

/** Heroku's own parser. Of escapes it knows only those of quotes and backslashes. */
const heroku = createRequire(import.meta.url)("logfmt") as {
  parse(line: string): Readonly<Record<string, unknown>>;
};

/** What is behind the keys that every record has. */
function fieldsOf(line: string): Pair[] {
  const pairs = parseLogfmt(line);
  return pairs.slice(pairs.findIndex(([key]) => key === "msg") + 1);
}

function line(log: (logger: Logger) => void, maxRecord?: number): string {
  const recording = new Recording({ format: "logfmt", maxRecord });
  log(recording.app);
  return recording.line();
}

/** A value's text, as UTF-8 can have it. */
function encoded(value: unknown): string {
  return Buffer.from(String(Object.is(value, -0) ? 0 : value)).toString();
}

function rest(fields: object): string {
  return line((log) => log.info("m", fields)).replace(/^.* msg="m"/, "");
}

describe("a logfmt record", () => {
  test("has its own keys in a constant order, then its fields", () => {
    const recording = new Recording({ format: "logfmt", time: new ManualTime() });
    recording.app.info("listening on {}", 8080, { tls: true });
    recording.plain.warn("m");
    const { pid } = process;
    expect(recording.lines()).toEqual([
      `time=2026-11-21T03:08:25.902Z level=info hrtime=1285211036313 pid=${pid} tag=main target=app msg="listening on 8080" tls=true`,
      `time=2026-11-21T03:08:25.902Z level=warn hrtime=1285211036313 pid=${pid} tag=main msg="m"`,
    ]);
  });

  test.each(["fatal", "error", "warn", "info", "debug", "trace"] as const)(
    "of level %s says so",
    (level) => {
      expect(line((log) => log[level]("m"))).toContain(` level=${level} `);
    },
  );

  test("has an empty message if there is none", () => {
    expect(line((log) => log.info({ a: 1 }))).toMatch(/ msg="" a=1$/);
  });

  test("has a tag in quotes if it needs them", () => {
    const recording = new Recording({ format: "logfmt", tag: 'my "tag"\n' });
    recording.app.info("m");
    expect(recording.line()).toContain(' tag="my \\"tag\\"\\n" target=app');
  });

  test.each<[what: string, value: unknown, written: string]>([
    ["a word", "word", "word"],
    ["a path", "/a/b?c&d:e@f", "/a/b?c&d:e@f"],
    ["an empty string", "", '""'],
    ["a string with a space", "a b", '"a b"'],
    ["a string with an equals sign", "a=b", '"a=b"'],
    ["a string with quotes", `"it's"`, `"\\"it's\\""`],
    ["an apostrophe", "it's", `"it's"`],
    ["a backslash", "C:\\x", '"C:\\\\x"'],
    ["a newline", "a\nb", '"a\\nb"'],
    ["an escape and a bidi override", "\u001b[0m\u202e", '"\\u001b[0m\\u202e"'],
    ["letters beyond ASCII", "é€😀", '"é€😀"'],
    ["a lone surrogate", "\ud800", '"\ufffd"'],
    ["a string that says null", "null", '"null"'],
    ["null", null, "null"],
    ["a string that says true", "true", "true"],
    ["true", true, "true"],
    ["false", false, "false"],
    ["an integer", -12, "-12"],
    ["a double", 0.1, "0.1"],
    ["a huge number", 1e300, "1e+300"],
    ["not a number", Number.NaN, "NaN"],
    ["infinity", Number.NEGATIVE_INFINITY, "-Infinity"],
    ["a bigint", 12n, "12"],
    ["an object", { a: "b c" }, '"{\\"a\\":\\"b c\\"}"'],
    ["an array of numbers", [1, 2], "[1,2]"],
  ])("has %s as its value", (_, value, written) => {
    expect(rest({ value })).toBe(` value=${written}`);
  });

  test.each<[what: string, key: string, written: string]>([
    ["a dot and a dash", "a.b-c", "a.b-c"],
    ["letters beyond ASCII", "größe", "größe"],
    ["a space", "a b", "a_b"],
    ["a space beyond ASCII", "a\u00a0b", "a_b"],
    ["an equals sign", "a=b", "a_b"],
    ["quotes", `"a'`, "_a_"],
    ["a backslash", "a\\b", "a_b"],
    ["a newline", "a\nb", "a_b"],
    ["what is never written", "\u0000\u009b\u2028\u202e", "____"],
    ["half a character", "\ud83d", "_"],
    ["nothing at all", "", "_"],
  ])("replaces what a key cannot have: %s", (_, key, written) => {
    expect(rest({ [key]: 1 })).toBe(` ${written}=1`);
  });

  test("gives a field that is named as one of its own keys another name", () => {
    const own = { time: 1, level: 2, hrtime: 3, pid: 4, tag: 5, target: 6, truncated: 7 };
    expect(rest(own)).toBe(" time_=1 level_=2 hrtime_=3 pid_=4 tag_=5 target_=6 truncated_=7");
    expect(line((log) => log.info("m", { msg: 1 }))).toMatch(/ msg="m" msg_=1$/);
  });

  test("has no key twice, not even where two become one", () => {
    expect(rest({ "a b": 1, "a=b": 2, a_b: 3 })).toBe(" a_b=1 a_b_=2 a_b__=3");
  });

  test("has the fields of its logger as it has its own", () => {
    const recording = new Recording({ format: "logfmt", fields: { "base field": "x y" } });
    const child = recording.app.child({ bound: null, "": "é" });
    child.info("m");
    child.info("m", { bound: 1 });
    expect(recording.lines().map((line) => fieldsOf(line))).toEqual([
      [
        ["bound", "null"],
        ["_", "é"],
        ["base_field", "x y"],
      ],
      [
        ["bound", "1"],
        ["_", "é"],
        ["base_field", "x y"],
      ],
    ]);
  });

  test("comes back as it was, whatever it was", () => {
    const value = fc.oneof(hostile, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
    const named = fc.dictionary(fc.stringMatching(/^x[a-z0-9._-]{0,9}$/), value);
    const recording = new Recording({ format: "logfmt", maxRecord: 1 << 23 });
    const hostileNamed = fc.dictionary(hostile, value);
    fc.assert(
      fc.property(hostile, named, hostileNamed, (message, named, others) => {
        recording.app.info("{}", message, named);
        recording.app.info("{}", message, others);
        const [first = "", second = "", ...more] = recording.lines();
        expect(more).toEqual([]);
        expect(parseLogfmt(first)).toContainEqual(["msg", encoded(message)]);
        expect(fieldsOf(first)).toEqual(
          Object.entries(named).map(([key, value]) => [key, encoded(value)]),
        );
        expect(fieldsOf(second).map(([, value]) => value)).toEqual(
          Object.values(others).map(encoded),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

test("a logfmt record is read by the npm package logfmt, as far as that knows escapes", () => {
  const fields = fc.dictionary(fc.stringMatching(/^x[a-z0-9._-]{0,9}$/), harmless);
  const recording = new Recording({ format: "logfmt" });
  fc.assert(
    fc.property(harmless, fields, (message, fields) => {
      recording.app.info("{}", message, fields);
      const { level, target, msg, ...others } = heroku.parse(recording.line());
      expect({ level, target, msg }).toEqual({ level: "info", target: "app", msg: typed(message) });
      for (const [key, text] of Object.entries(fields)) expect(others[key]).toBe(typed(text));
    }),
    { numRuns: 2_000 },
  );
});

/** It takes these for booleans, in quotes or without. */
function typed(text: string): unknown {
  return text === "true" ? true : text === "false" ? false : encoded(text);
}
