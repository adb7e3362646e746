import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { configure, flushSync, logger, type MemoryBackend, memory } from "../index.ts";
import { jsonLine } from "./json-line.ts";
import { type BrowserLogger, makeLogger } from "./make-logger.ts";
import { rendered } from "./rendered.ts";

// A record in a browser has the message and fields that the record of the same call has on a server.

const boom = Object.assign(new TypeError("boom", { cause: new Error("root") }), { code: "E1" });
const cyclic: Record<string, unknown> = {};
cyclic["self"] = cyclic;

let server: MemoryBackend;
const log = logger("app");

beforeAll(() => {
  server = memory();
  configure({ backend: server, format: "json", filter: "trace" });
});

function onServer(call: (log: BrowserLogger) => void): Record<string, unknown> {
  call(log as unknown as BrowserLogger);
  flushSync();
  const { hrtime, time, pid, hostname, tag, ...rest } = JSON.parse(server.lines.at(-1) ?? "{}");
  return rest;
}

function inBrowser(call: (log: BrowserLogger) => void): Record<string, unknown> {
  let line = "{}";
  const gate = { target: "app", threshold: 0 };
  const browser = makeLogger(
    (level, { bindings, prefix }, args) => {
      const { message, fields } = rendered(args);
      const all = { ...bindings, ...fields };
      line = jsonLine({ level, time: 0, target: "app", message: prefix + message, fields: all });
    },
    { gate, bindings: {}, prefix: "", least: 0 },
    "app",
  );
  call(browser);
  const { time, ...rest } = JSON.parse(line);
  return rest;
}

describe("a call is split into message and fields as on a server", () => {
  test.each<[what: string, ...args: [unknown, ...unknown[]]]>([
    ["a message", "listening"],
    ["a message alone is literal", "a {} {{"],
    ["placeholders", "user {} from {}", 7, "host"],
    ["too few arguments", "{} {}", 1],
    ["named placeholders", "user {id} {nope}", { id: 1, other: 2 }],
    ["braces", "{{}} {}", 1],
    ["objects in a message", "o {}", { a: [1, { b: 2 }] }, { c: 1 }],
    ["an error in a message", "a {}", boom],
    ["fields", "done", { status: 200, ms: 1.5 }],
    ["several objects with the same name", "dup", { a: 1 }, { a: 2 }],
    ["an error", boom],
    ["an error and a message", boom, "failed {}", 3],
    ["a message and an error", "failed", boom, { host: "h" }],
    ["two errors", "failed", boom, new RangeError("two")],
    ["fields first", { a: 1 }, "literal {}"],
    ["fields first, and an argument", { a: 1 }, "m {}", 2],
    ["fields alone", { a: 1 }],
    ["fields with a message", { msg: "m", a: 1 }],
    ["fields with an error", { err: boom, a: 1 }],
    ["undefined and a message", undefined, "End"],
    ["null and a template", null, "End {}", 1],
    ["undefined", undefined],
    ["a number", 5],
    ["a list", ["x", 1]],
    ["other arguments", "a", 1, "x", [1], null, undefined, true, Symbol("s")],
    ["a function", () => "lazy"],
    ["a function that gives fields", () => ({ a: 1 })],
    ["names of the log itself", "m", { level: 5, time: 1, target: 2, msg: "q" }],
    ["characters that must be escaped", "\u2028 \u0085 \u202e \u001b é 漢"],
  ])("%s", (_, ...args) => {
    const call = (log: BrowserLogger) => (log.info as (...args: unknown[]) => void)(...args);
    expect(inBrowser(call)).toEqual(onServer(call));
  });

  test.each<[what: string, call: (log: BrowserLogger) => void]>([
    ["no argument", (log) => (log.info as () => void)()],
    ["a tagged template", (log) => log.warn`tag ${1} ${{ a: 1 }} end`],
    ["a child", (log) => log.child({ a: 1, b: 2 }).error("c", { a: 3 })],
    ["a child with a prefix", (log) => log.child({}, { msgPrefix: "[x] " }).debug("m")],
    ["a level and a template", (log) => log.log("warn", "w {}", 1)],
    ["a synonym of a level", (log) => log.log("WARNING", "w")],
    ["a level of pino's", (log) => (log.log as (...args: unknown[]) => void)(50, "y")],
    ["no level", (log) => (log.log as (...args: unknown[]) => void)("hello")],
    ["an entry of winston's", (log) => log.log({ level: "error", message: "m", a: 1 })],
  ])("%s", (_, call) => {
    expect(inBrowser(call)).toEqual(onServer(call));
  });

  test.each<[what: string, value: unknown]>([
    ["a bigint", 10n],
    ["no number", Number.NaN],
    ["nothing", undefined],
    ["null", null],
    ["a date", new Date(0)],
    ["an invalid date", new Date(Number.NaN)],
    ["a function", function f() {}],
    ["a symbol", Symbol("q")],
    ["a map", new Map([["k", { a: 1 }]])],
    ["a set", new Set([1, "a"])],
    ["bytes", new Uint8Array(3)],
    ["an expression", /x/g],
    ["an address", new URL("http://host/path")],
    ["an error", boom],
    ["errors together", new AggregateError([boom], "all")],
    ["a cycle", cyclic],
    ["a value with toJSON", { toJSON: () => "J" }],
    ["a value whose toJSON gives nothing", { toJSON() {} }],
    ["a boxed text", Object("s")],
    ["a boxed integer", Object(1n)],
    ["a field named as a method", { valueOf: false, toString: 1, constructor: 2 }],
    ["a field __proto__", JSON.parse('{"__proto__":null,"b":1}')],
    ["fields of a page's nodes and events", { a: { nodeType: 1 }, b: { isTrusted: true } }],
    [
      "a getter that throws",
      {
        get bad() {
          throw new Error("no");
        },
      },
    ],
  ])("%s", (_, value) => {
    const call = (log: BrowserLogger) => log.info("value", { value });
    expect(inBrowser(call)).toEqual(onServer(call));
  });

  test("fields that merge and have a member __proto__", () => {
    const fields: object = JSON.parse('{"__proto__":null,"b":1}');
    const call = (log: BrowserLogger) => log.info("{b} of", fields, { b: 2 });
    expect(inBrowser(call)).toEqual(onServer(call));
  });

  test("any message with any JSON", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "{", "}", "{}", "{a}", " ", "é", '"') });
    const plain = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(text, fc.array(plain, { maxLength: 3 }), (message, args) => {
        const call = (log: BrowserLogger) =>
          (log.info as (...args: unknown[]) => void)(message, ...args);
        expect(inBrowser(call)).toEqual(onServer(call));
      }),
    );
  });
});

test("no value makes a call throw, or a line of more than a few times a record's room", () => {
  const hostile = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no");
      },
      get: () => {
        throw new Error("no");
      },
    },
  );
  const wide = Array.from({ length: 10_000 }, (_, i) => ({ [`name${i}`]: "x".repeat(100) }));
  const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`);
  for (const value of [hostile, wide, deep, "x".repeat(10 ** 6), { a: wide, b: wide }]) {
    const { message, fields } = rendered(["m {}", value, { value }, ...wide]);
    const line = jsonLine({ level: 30, time: 0, target: "t", message, fields });
    expect(JSON.parse(line)).toMatchObject({ level: 30 });
    expect(line.length).toBeLessThan(60_000);
  }
});
