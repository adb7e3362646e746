import { ConsoleLogger, type LoggerService, Logger as NestLogger } from "@nestjs/common";
import fc from "fast-check";
import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import { setFilter } from "./index.ts";
import { FastlogLogger, FastlogModule, type NestLevel } from "./nest.ts";
import { type Capture, capture } from "./testing.ts";

let captured: Capture | undefined;
afterEach(() => captured?.restore());

/** What calls log: a line for each record, with its level, target, message and fields. */
function logged(calls: () => void, options: Parameters<typeof capture>[0] = {}) {
  captured = capture(options);
  calls();
  return captured.records.map(({ level, target, message, fields }) => [
    level,
    target,
    message,
    fields,
  ]);
}

const stack = "RangeError: too long\n    at load (app.js:1:2)\n    at main (app.js:3:4)";

describe("a call of Nest's", () => {
  test.each<[method: NestLevel, level: string]>([
    ["log", "info"],
    ["error", "error"],
    ["warn", "warn"],
    ["debug", "debug"],
    ["verbose", "trace"],
    ["fatal", "fatal"],
  ])("%s is the level %s, and its context the target", (method, level) => {
    const service = new FastlogLogger();
    expect(logged(() => service[method]("hello", "Orders"))).toEqual([
      [level, "app::Orders", "hello", {}],
    ]);
  });

  const error = Object.assign(new TypeError("no answer"), { code: "ECONNRESET" });
  const err = { type: "TypeError", message: "no answer", stack: error.stack, code: "ECONNRESET" };

  test.each<[shown: string, params: unknown[], message: string, fields: object]>([
    ["a text", ["hello"], "hello", {}],
    [
      "a text with braces",
      ["Mapped {/users/:id, GET} route"],
      "Mapped {/users/:id, GET} route",
      {},
    ],
    ["several texts", ["several", "texts", 7], "several texts 7", {}],
    ["a template", ["user {id} of {}", 20, { id: 17 }], "user 17 of 20", { id: 17 }],
    ["an object", [{ ms: 3 }], "", { ms: 3 }],
    ["an object and a text", [{ ms: 3 }, "done"], "done", { ms: 3 }],
    ["a text and objects", ["done", { ms: 3 }, { ok: true }], "done", { ms: 3, ok: true }],
    ["nothing", [undefined], "undefined", {}],
    ["a number", [7], "7", {}],
    ["a class", [class Orders {}], "Orders", {}],
    ["a function", [() => "lazy"], "lazy", {}],
    ["an error", [error], "no answer", { err }],
    ["an error and its stack", [error, error.stack], "no answer", { err }],
    ["a text and an error", ["failed", error], "failed", { err }],
    ["a text, an error and its stack", ["failed", error, error.stack], "failed", { err }],
    [
      "a text and a stack",
      ["failed", stack],
      "failed",
      { err: { type: "RangeError", message: "too long", stack } },
    ],
    [
      "a text, an object and a stack",
      ["failed", { ms: 3 }, stack],
      "failed",
      { ms: 3, err: { type: "RangeError", message: "too long", stack } },
    ],
    [
      "a text and a stack without frames",
      ["failed", "HttpException: no answer"],
      "failed",
      { err: { type: "HttpException", message: "no answer", stack: "HttpException: no answer" } },
    ],
    [
      "a text and a stack of no type",
      ["failed", "gone\nfor good\n    at main (app.js:1:2)"],
      "failed",
      {
        err: {
          type: "Error",
          message: "gone\nfor good",
          stack: "gone\nfor good\n    at main (app.js:1:2)",
        },
      },
    ],
    ["a text and no stack", ["failed", undefined], "failed", {}],
  ])("with %s is one record", (_, params, message, fields) => {
    const service = new FastlogLogger();
    const [first, ...rest] = params;
    const [record] = logged(() => service.error(first, ...rest, "Orders"));
    expect(record).toMatchObject(["error", "app::Orders", message, fields]);
    expect(Object.keys(record?.[3] ?? {})).toEqual(Object.keys(fields));
    expect(captured?.records).toHaveLength(1);
  });

  test.each<[shown: string, params: unknown[], target: string, message: string]>([
    ["message and context", ["failed", "Orders"], "app::Orders", "failed"],
    ["message and stack", ["failed", stack], "app", "failed"],
    ["message alone", ["failed"], "app", "failed"],
    ["message, stack and context", ["failed", stack, "Orders"], "app::Orders", "failed"],
    ["context that is empty", ["failed", ""], "app", "failed"],
    ["context of no identifier", ["failed", "My orders, a=b"], "app::My_orders__a_b", "failed"],
    ["context of a path", ["failed", "Orders::Http"], "app::Orders::Http", "failed"],
  ])("with a %s has the target", (_, params, target, message) => {
    const service = new FastlogLogger();
    const [first, ...rest] = params;
    expect(logged(() => service.error(first, ...rest))).toEqual([
      ["error", target, message, expect.anything()],
    ]);
  });

  test("never throws, and is one record, whatever its arguments", () => {
    const hostile = fc.constantFrom<unknown>(
      new Proxy({}, { get: () => fail() }),
      new Proxy(class {}, { get: () => fail() }),
      Object.defineProperty(new Error("x"), "stack", { get: () => fail() }),
      Symbol("x"),
      stack,
    );
    const value = fc.oneof(fc.anything(), fc.string(), hostile);
    const service = new FastlogLogger();
    fc.assert(
      fc.property(value, fc.array(value, { maxLength: 4 }), (message, params) => {
        expect(logged(() => service.error(message, ...params))).toHaveLength(1);
        captured?.restore();
      }),
      { numRuns: 300 },
    );
  });
});

function fail(): never {
  throw new Error("hostile");
}

test("a logger's own target and context are those of calls without a context", () => {
  const service = new FastlogLogger({ target: "shop", context: "Basket" });
  const records = logged(() => {
    service.log("one");
    service.log("two", "Orders");
    service.setContext("Stock");
    service.log("three");
  });
  expect(records.map(([, target]) => target)).toEqual([
    "shop::Basket",
    "shop::Orders",
    "shop::Stock",
  ]);
});

test.each([[""], [7], [null]])("a target that is %j is refused", (target) => {
  const make = () => new FastlogLogger({ target: target as string });
  expect(make).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message: `invalid option target=${JSON.stringify(target)}: expected a name`,
    }),
  );
});

describe("setLogLevels", () => {
  const ALL: readonly NestLevel[] = ["fatal", "error", "warn", "log", "debug", "verbose"];

  test("passes the levels that Nest's own logger passes", () => {
    fc.assert(
      fc.property(fc.subarray([...ALL]), (levels) => {
        const service = new FastlogLogger();
        const console = new ConsoleLogger({ logLevels: levels });
        service.setLogLevels(levels);
        const passed = logged(() => {
          for (const level of ALL) service[level](level);
        });
        captured?.restore();
        expect(passed.map(([, , message]) => message)).toEqual(
          ALL.filter((level) => console.isLevelEnabled(level)),
        );
      }),
    );
  });

  test("applies to the contexts that have logged already", () => {
    const service = new FastlogLogger();
    const records = logged(() => {
      service.log("one", "Orders");
      service.setLogLevels(["error"]);
      service.log("two", "Orders");
      service.setLogLevels(["log"]);
      service.log("three", "Orders");
    });
    expect(records.map(([, , message]) => message)).toEqual(["one", "three"]);
  });

  test("opens nothing that the operator has closed", () => {
    const service = new FastlogLogger();
    service.setLogLevels(["verbose"]);
    const records = logged(
      () => {
        service.log("closed");
        service.warn("open");
      },
      { filter: "warn" },
    );
    expect(records.map(([, , message]) => message)).toEqual(["open"]);
    setFilter("info");
  });

  test("refuses an unknown level, and changes nothing", () => {
    const service = new FastlogLogger();
    service.setLogLevels(["warn"]);
    expect(() => service.setLogLevels(["error", "info" as NestLevel])).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_LEVEL",
        message:
          'invalid level "info" (expected fatal, error, warn, log, debug, verbose); did you mean "log"?',
      }),
    );
    expect(logged(() => service.warn("open"))).toHaveLength(1);
  });
});

test("Nest's own Logger logs through it, with its context", () => {
  NestLogger.overrideLogger(new FastlogLogger());
  const records = logged(() => {
    const orders = new NestLogger("Orders");
    orders.log("placed", { id: 17 });
    orders.error("failed");
    orders.error("failed", stack);
    orders.error(new Error("boom"));
    NestLogger.warn("static", "Static");
  });
  NestLogger.overrideLogger(false);
  expect(records).toMatchObject([
    ["info", "app::Orders", "placed", { id: 17 }],
    ["error", "app::Orders", "failed", {}],
    ["error", "app::Orders", "failed", { err: { stack } }],
    ["error", "app::Orders", "boom", { err: { type: "Error" } }],
    ["warn", "app::Static", "static", {}],
  ]);
});

test("it fits Nest's types", () => {
  expectTypeOf<FastlogLogger>().toExtend<LoggerService>();
  expectTypeOf(FastlogModule.forRoot()).toExtend<import("@nestjs/common").DynamicModule>();
});
