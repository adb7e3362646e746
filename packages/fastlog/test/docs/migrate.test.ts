import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { debug, enabled, error, info, log, logger } from "../../src/index.ts";
import { type Capture, capture } from "../../src/testing.ts";
import { ROOT } from "./markdown.ts";

// The pages about moving from another logger say what is different. Here is what both do with the same call.

/** The output of another logger, a line of JSON for each record. */
type Lines = string[];

const of = (example: string) => createRequire(join(ROOT, "examples", example, "package.json"));
const throwing = () => Object.defineProperty({}, "x", { enumerable: true, get: fails });

function fails(): never {
  throw new Error("no");
}

let captured: Capture;
const SHORT = {
  json: { time: false, hrtime: false, pid: false, hostname: false, tag: false, target: false },
} as const;

beforeEach(() => {
  captured = capture({ format: SHORT });
});
afterEach(() => captured.restore());

/** Returns the record that fastlog writes during a call. */
function ours(call: () => unknown): unknown {
  captured.clear();
  call();
  return captured.lines.map((line) => JSON.parse(line));
}

describe("pino", () => {
  const pino = of("from-pino")("pino");
  const lines: Lines = [];
  const old = pino(
    { level: "trace", base: undefined, timestamp: false },
    { write: (line: string) => lines.push(line.trimEnd()) },
  );
  const theirs = (call: () => unknown): Lines => {
    lines.length = 0;
    call();
    return lines;
  };

  test("has the numbers that levels have here", () => {
    const numbers = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 };
    expect(old.levels.values).toEqual(numbers);
    for (const [name, number] of Object.entries(numbers)) {
      expect(ours(() => log(name, "m"))).toEqual([{ level: number, msg: "m" }]);
    }
  });

  test("drops an object behind the message, whose properties are fields here", () => {
    expect(theirs(() => old.info("m", { a: 1 }))).toEqual(['{"level":30,"msg":"m"}']);
    expect(ours(() => info("m", { a: 1 }))).toEqual([{ level: 30, msg: "m", a: 1 }]);
  });

  test("replaces %s, which stays here, with the value behind it", () => {
    expect(theirs(() => old.info("hi %s", "Ada"))).toEqual(['{"level":30,"msg":"hi Ada"}']);
    expect(ours(() => info("hi %s", "Ada"))).toEqual([{ level: 30, msg: "hi %s Ada" }]);
    expect(ours(() => info("hi {}", "Ada"))).toEqual([{ level: 30, msg: "hi Ada" }]);
  });

  test("writes the key of a child's field and of the message twice, which is there once here", () => {
    const twice = theirs(() => old.child({ a: 1 }).info({ a: 2, msg: "mine" }, "m"));
    expect(twice).toEqual(['{"level":30,"a":1,"a":2,"msg":"mine","msg":"m"}']);
    const once = () => logger("t").child({ a: 1 }).info({ a: 2, msg: "mine" }, "m");
    expect(ours(once)).toEqual([{ level: 30, msg: "m", a: 2, msg_: "mine" }]);
  });

  test("throws what a getter throws, which is written here", () => {
    expect(() => old.info(throwing(), "m")).toThrow("no");
    expect(ours(() => info(throwing(), "m"))).toEqual([{ level: 30, msg: "m", x: "[Throws: no]" }]);
  });

  test("writes {} for a Map, and for an error that is not called err, which have their contents here", () => {
    const values = { map: new Map([["a", 1]]), reason: new RangeError("no") };
    expect(theirs(() => old.info(values, "m"))).toEqual([
      '{"level":30,"map":{},"reason":{},"msg":"m"}',
    ]);
    const reason = { type: "RangeError", message: "no", stack: expect.any(String) };
    expect(ours(() => info(values, "m"))).toEqual([{ level: 30, msg: "m", map: { a: 1 }, reason }]);
  });
});

describe("winston", () => {
  const winston = of("from-winston")("winston");
  const lines: Lines = [];
  class Kept extends winston.Transport {
    log(record: object, next: () => void) {
      lines.push((record as Record<symbol, string>)[Symbol.for("message")] ?? "");
      next();
    }
  }
  const make = (...formats: unknown[]) =>
    winston.createLogger({
      level: "silly",
      defaultMeta: { service: "shop" },
      format: winston.format.combine(...formats, winston.format.json()),
      transports: [new Kept()],
    });
  const old = make();
  const theirs = (call: () => unknown): unknown[] => {
    lines.length = 0;
    call();
    return lines.map((line) => JSON.parse(line));
  };
  const service = "shop";

  test("has levels whose numbers are smaller the more severe they are, and whose names log() takes", () => {
    const levels = { error: 0, warn: 1, info: 2, http: 3, verbose: 4, debug: 5, silly: 6 };
    expect(winston.config.npm.levels).toEqual(levels);
    const numbers = Object.keys(levels).map((level) => ours(() => log(level, "m")));
    expect(numbers).toEqual([50, 40, 30, 20, 20, 20, 10].map((level) => [{ level, msg: "m" }]));
  });

  test("lets defaultMeta win over a child, which wins over the configuration here", () => {
    expect(theirs(() => old.child({ service: "child" }).info("m"))).toEqual([
      { level: "info", message: "m", service },
    ]);
    captured.restore();
    captured = capture({ format: "json", fields: { service } });
    expect(ours(() => logger("t").child({ service: "child" }).info("m"))).toMatchObject([
      { service: "child" },
    ]);
  });

  test("appends a field called message to the message, which stays a field here", () => {
    const fields = { message: "second" };
    expect(theirs(() => old.info("m", fields))).toMatchObject([{ message: "m second" }]);
    expect(ours(() => info("m", fields))).toEqual([{ level: 30, msg: "m", message: "second" }]);
  });

  test("writes {} for an error among the fields, and no message of an error alone, as errors() is not there", () => {
    const reason = new RangeError("no");
    expect(theirs(() => old.error("m", { reason }))).toEqual([
      { level: "error", message: "m", reason: {}, service },
    ]);
    expect(theirs(() => old.error(new RangeError("no")))).toEqual([{ level: "error", service }]);
    const written = { type: "RangeError", message: "no", stack: expect.any(String) };
    expect(ours(() => error("m", { reason }))).toEqual([{ level: 50, msg: "m", reason: written }]);
    expect(ours(() => error(reason))).toEqual([{ level: 50, msg: "no", err: written }]);
  });

  test("writes its level and defaultMeta into an error that it is given, which stays as it is here", () => {
    const reason = new RangeError("no");
    error(reason);
    expect(Object.keys(reason)).toEqual([]);
    old.error(reason);
    expect(Object.keys(reason)).toEqual(["level", "service"]);
  });

  test("replaces %s with splat() only, and throws what a getter throws", () => {
    expect(theirs(() => old.info("hi %s", "Ada"))).toMatchObject([{ message: "hi %s" }]);
    const splat = make(winston.format.splat());
    expect(theirs(() => splat.info("hi %s", "Ada"))).toMatchObject([{ message: "hi Ada" }]);
    expect(() => old.info("m", throwing())).toThrow("no");
  });
});

describe("LogTape", () => {
  const { configureSync, getLogger, getLogLevels, jsonLinesFormatter, resetSync } =
    of("from-logtape")("@logtape/logtape");
  const lines: Lines = [];
  const old = getLogger(["shop", "http"]);
  const theirs = (call: () => unknown): unknown[] => {
    lines.length = 0;
    call();
    return lines.map((line) => JSON.parse(line));
  };
  beforeEach(() => {
    configureSync({
      sinks: { kept: (record: object) => lines.push(jsonLinesFormatter(record)) },
      loggers: [
        { category: "shop", lowestLevel: "trace", sinks: ["kept"] },
        { category: ["logtape", "meta"], sinks: [] },
      ],
    });
  });
  afterEach(() => resetSync());

  test("has the six levels of here, of which warning is called warn", () => {
    expect(getLogLevels()).toEqual(["trace", "debug", "info", "warning", "error", "fatal"]);
    expect(ours(() => log("warning", "m"))).toEqual([{ level: 40, msg: "m" }]);
    expect(theirs(() => old.warning("m"))).toMatchObject([{ level: "WARN" }]);
  });

  test("puts strings into quotation marks in the message, which have none here", () => {
    const fields = { name: "Ada" };
    const [record] = theirs(() => old.info("hi {name}", fields));
    expect(record).toMatchObject({ message: 'hi "Ada"', logger: "shop.http", properties: fields });
    expect(ours(() => info("hi {name}", fields))).toEqual([
      { level: 30, msg: "hi Ada", ...fields },
    ]);
  });

  test("follows a path in a placeholder, and writes undefined for what is missing; both stay as they are here", () => {
    const message: string = "{a.b} {nope} {{x}}";
    const fields = { a: { b: 2 } };
    expect(theirs(() => old.info(message, fields))).toMatchObject([{ message: "2 undefined {x}" }]);
    expect(ours(() => info(message, fields))).toMatchObject([{ msg: "{a.b} {nope} {x}" }]);
  });

  test("takes an error behind the message as its field error, which is err here", () => {
    const reason = new RangeError("no");
    const named = { properties: { error: { name: "RangeError", message: "no" } } };
    expect(theirs(() => old.error("m", reason))).toMatchObject([named]);
    const written = { err: { type: "RangeError", message: "no" } };
    expect(ours(() => error("m", reason))).toMatchObject([written]);
  });

  test("takes fields from a function, of which only messages are taken here", () => {
    expect(theirs(() => old.info("m", () => ({ a: 1 })))).toMatchObject([{ properties: { a: 1 } }]);
    expect(ours(() => debug(() => "m"))).toEqual([{ level: 20, msg: "m" }]);
  });
});

describe("bunyan", () => {
  const bunyan = of("from-bunyan")("bunyan");
  const lines: Lines = [];
  const stream = { write: (line: string) => lines.push(line) };
  const old = bunyan.createLogger({ name: "shop", level: "trace", stream });
  const theirs = (call: () => unknown): unknown[] => {
    lines.length = 0;
    call();
    return lines.map((line) => JSON.parse(line));
  };

  test("has the numbers that levels have here", () => {
    const { TRACE, DEBUG, INFO, WARN, ERROR, FATAL } = bunyan;
    expect([TRACE, DEBUG, INFO, WARN, ERROR, FATAL]).toEqual([10, 20, 30, 40, 50, 60]);
  });

  test("writes an object behind the message into it, whose properties are fields here", () => {
    expect(theirs(() => old.info("m", { a: 1 }))).toMatchObject([{ msg: "m { a: 1 }" }]);
    expect(ours(() => info("m", { a: 1 }))).toEqual([{ level: 30, msg: "m", a: 1 }]);
  });

  test("lets a field called level or time take the place of its own, which gets a _ here", () => {
    expect(theirs(() => old.info({ level: 50 }, "m"))).toMatchObject([{ level: 50, msg: "m" }]);
    expect(ours(() => info({ level: 50 }, "m"))).toEqual([{ level: 30, msg: "m", level_: 50 }]);
  });

  test("throws what a getter throws, and at a BigInt, which are written here", () => {
    expect(() => old.info(throwing(), "m")).toThrow("no");
    expect(() => old.info({ a: 1n }, "m")).toThrow("BigInt");
    expect(ours(() => info({ a: 1n }, "m"))).toEqual([{ level: 30, msg: "m", a: 1 }]);
  });

  test("says whether a level passes by a call without arguments, and enabled() does here", () => {
    expect(old.info()).toBe(true);
    expect(enabled("info")).toBe(true);
  });

  test("writes {} for an error under a name without a serializer, which has its contents here", () => {
    const reason = new RangeError("no");
    expect(theirs(() => old.info({ reason }, "m"))).toMatchObject([{ reason: {} }]);
    expect(ours(() => info({ reason }, "m"))).toMatchObject([{ reason: { type: "RangeError" } }]);
  });
});

describe("debug", () => {
  const createDebug = of("from-debug")("debug");

  afterEach(() => createDebug.disable());

  test.each([
    ["shop:*", "off,shop=debug"],
    ["shop:*,-shop:db", "off,shop=debug,shop::db=off"],
    ["*,-shop:http*", "debug,shop::http=off"],
  ])("turns the namespaces on with DEBUG=%s that are on with LOG=%s here", (patterns, filter) => {
    createDebug.enable(patterns);
    captured.restore();
    captured = capture({ filter });
    for (const [namespace, target] of [
      ["shop:http", "shop::http"],
      ["shop:http:in", "shop::http::in"],
      ["shop:db", "shop::db"],
      ["express:router", "express::router"],
    ] as const) {
      expect([namespace, logger(target).isEnabled("debug")]).toEqual([
        namespace,
        createDebug.enabled(namespace),
      ]);
    }
  });
});
