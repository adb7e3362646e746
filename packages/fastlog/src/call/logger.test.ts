import { describe, expect, expectTypeOf, test } from "vitest";
import { collectGarbage } from "../../test/fixtures/unit/garbage.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { parseFilter } from "../filter/filter.ts";
import { LEVEL_NAMES, type LevelName } from "../level.ts";
import type { OwnLevel } from "../own-levels.ts";
import type { Logger } from "./logger.ts";
import { makeLogger } from "./make-logger.ts";
import type { LogAtFunction, LogFunction } from "./signatures.ts";

test.each(LEVEL_NAMES)("the function %s logs at that level", (level) => {
  const recording = new Recording({ template: "{level} {message}" });
  recording.app[level]("message");
  recording.app[level]("with {}", 1);
  recording.app.log(level, "message");
  recording.app.log(level, "with {}", 1);
  const name = level.toUpperCase();
  const pair = [`${name} message`, `${name} with 1`];
  expect(recording.lines()).toEqual([...pair, ...pair]);
});

test.each(LEVEL_NAMES)("at %s less severe records do not pass", (least) => {
  const recording = new Recording({ template: "{level}{message}", filter: least });
  for (const level of LEVEL_NAMES) recording.app[level]("");
  for (const level of LEVEL_NAMES) recording.app.log(level, "");
  const passing = LEVEL_NAMES.slice(0, LEVEL_NAMES.indexOf(least) + 1);
  const names = passing.map((level) => level.toUpperCase());
  expect(recording.lines()).toEqual([...names, ...names]);
  const enabled = LEVEL_NAMES.filter((level) => recording.app.isEnabled(level));
  expect(enabled).toEqual(passing);
});

test.each<[level: string | number, name: string]>([
  ["INFO", "INFO"],
  ["Error", "ERROR"],
  ["FATAL", "FATAL"],
  ["critical", "FATAL"],
  ["Emergency", "FATAL"],
  ["alert", "FATAL"],
  ["err", "ERROR"],
  ["WARNING", "WARN"],
  ["notice", "INFO"],
  ["http", "DEBUG"],
  ["verbose", "DEBUG"],
  ["silly", "TRACE"],
  [10, "TRACE"],
  [30, "INFO"],
  [34, "INFO"],
  [35, "WARN"],
  [50, "ERROR"],
  [69, "FATAL"],
  ["50", "ERROR"],
])("log takes %j for the level %s", (level, name) => {
  const recording = new Recording({ template: "{level} {message}" });
  const log = recording.app.log as (...args: unknown[]) => void;
  log(level, "message");
  log(level, "with {}", 1);
  log(level, { a: 1 }, "fields");
  expect(recording.lines()).toEqual([`${name} message`, `${name} with 1`, `${name} fields a=1`]);
  const passes = LEVEL_NAMES.filter((least) => {
    const { app } = new Recording({ filter: least });
    return app.isEnabled(level as LevelName);
  });
  expect(passes[0]).toBe(name.toLowerCase());
});

test.each<[shown: string, args: readonly unknown[], line: string]>([
  ["a message alone", ["server started"], "INFO server started"],
  ["a template", ["server {} started", 8080], "INFO server 8080 started"],
  ["an unknown word", ["loud", "disk full"], "INFO loud disk full"],
  ["off", ["off", "lamp"], "INFO off lamp"],
  ["nothing", [], "INFO "],
  ["an empty text", ["", "message"], "INFO  message"],
  ["undefined", [undefined, "message"], "INFO message"],
  ["null", [null, "message"], "INFO message"],
  ["a property of every object", ["toString", "message"], "INFO toString message"],
  ["a status", [404, "not found"], "INFO 404 not found"],
  ["a level of syslog's", [3, "message"], "INFO 3 message"],
  ["not a number", [Number.NaN, "message"], "INFO NaN message"],
  ["a number alone", [50], "INFO 50"],
  ["a level's name alone", ["error"], "ERROR error"],
  ["a level's name in capitals alone", ["WARN"], "WARN WARN"],
  ["a level of winston's alone, as a message", ["http"], "INFO http"],
  ["a level with nothing to say", ["warn", undefined], "WARN undefined"],
  ["fields", [{ a: 1 }, "message"], "INFO message a=1"],
  ["fields with a level that is none", [{ level: 3, msg: "up" }], "INFO up level=3"],
  ["fields with a number for a level", [{ level: 30, hp: 1 }], "INFO level=30 hp=1"],
  ["an entry", [{ level: "error", message: "boom" }], "ERROR boom"],
  ["an entry with fields", [{ level: "warning", message: "{} a", b: 1 }], "WARN {} a b=1"],
  ["an entry with pino's number", [{ level: 50, message: "boom" }], "ERROR boom"],
  ["an entry whose message stands behind it", [{ level: "debug" }, "boom"], "DEBUG boom"],
  ["an entry with more behind it", [{ level: "warn", message: "a" }, { b: 1 }], "WARN a b=1"],
  ["an array", [["warn", "x"]], "INFO ['warn','x']"],
])("log given %s swallows nothing", (_shown, args, line) => {
  const recording = new Recording({ template: "{level} {message}" });
  (recording.app.log as (...args: unknown[]) => void)(...args);
  const [written] = recording.lines();
  expect(written?.replaceAll('"', "'").replace(/\s+$/, "")).toBe(line.replace(/\s+$/, ""));
});

test("log given an error alone logs it at info", () => {
  const recording = new Recording({ format: "json" });
  recording.app.log(new TypeError("boom"));
  expect(JSON.parse(recording.line())).toMatchObject({
    level: 30,
    msg: "boom",
    err: { type: "TypeError", message: "boom" },
  });
});

test("log given an entry whose message is an error logs that error", () => {
  const recording = new Recording({ format: "json" });
  recording.app.log({ level: "error", message: new Error("boom"), a: 1 });
  expect(JSON.parse(recording.line())).toMatchObject({
    level: 50,
    msg: "boom",
    err: { message: "boom" },
    a: 1,
  });
});

test("log given an entry with a getter that throws says so, at the level of the entry", () => {
  const recording = new Recording({ format: "json" });
  const entry = {
    level: "error",
    message: "boom",
    get bad() {
      throw new Error("inside");
    },
  };
  recording.app.log(entry);
  const record = JSON.parse(recording.line());
  expect(record).toMatchObject({ level: 50, message: "boom" });
  expect(record.bad).toMatch(/Throws/);
});

test("any number of arguments is taken", () => {
  const recording = new Recording();
  for (let count = 0; count <= 12; count++) {
    const args = Array.from({ length: count }, (_, i) => i);
    const template = `n${args.map(() => ",{}").join("")}`;
    recording.app.info(template, ...args);
    recording.app.log("info", template, ...args);
    const line = `n${args.map((arg) => `,${arg}`).join("")}`;
    expect(recording.lines()).toEqual([line, line]);
  }
});

test("a call without any argument is a record with an empty message", () => {
  const recording = new Recording({ template: "{level}[{message}]" });
  const { error, log } = recording.app as unknown as Record<"error" | "log", () => void>;
  const child = recording.app.child({}, { msgPrefix: "p" }) as unknown as { error: () => void };
  error();
  log();
  child.error();
  recording.app.info("");
  expect(recording.lines()).toEqual(["ERROR[]", "INFO[]", "ERROR[p]", "INFO[]"]);
});

describe("functions taken out of a logger", () => {
  test("work on their own", async () => {
    const recording = new Recording({ template: "{level} {target} {message}" });
    const { warn, log, isEnabled } = recording.app;
    warn("one");
    log("debug", "two");
    Promise.reject("three").catch(warn);
    expect(recording.lines()).toEqual(["WARN app one", "DEBUG app two"]);
    await Promise.resolve();
    expect(recording.lines()).toEqual(["WARN app three"]);
    expect(isEnabled("trace")).toBe(true);
  });

  test("follow the filter from the next call on", () => {
    const recording = new Recording({ filter: "info" });
    const { debug, log, isEnabled } = recording.app;
    const plain = recording.plain.debug;
    const all = () => {
      debug("named");
      plain("plain");
      log("debug", "log");
      return [recording.lines(), isEnabled("debug")];
    };
    expect(all()).toEqual([[], false]);
    recording.gates.use(parseFilter("debug").filter, true);
    expect(all()).toEqual([["named", "plain", "log"], true]);
    recording.gates.use(parseFilter("off").filter, true);
    expect(all()).toEqual([[], false]);
  });
});

test("a hundred thousand unreferenced loggers are collected", async () => {
  const { dispatcher, gates } = new Recording();
  const references = Array.from({ length: 100_000 }, (_, i) => {
    const logger = makeLogger(dispatcher, gates.named(`connection-${i}`));
    if (i % 1_000 === 0) logger.info("message {}", i);
    return new WeakRef(logger);
  });
  await collectGarbage();
  expect(references.filter((reference) => reference.deref() !== undefined)).toEqual([]);
});

test("a call that does not pass does not look at its arguments", () => {
  const recording = new Recording({ filter: "info" });
  const untouchable = new Proxy(() => "x", {
    apply() {
      throw new Error("called");
    },
    get() {
      throw new Error("asked");
    },
  });
  recording.app.debug(untouchable);
  recording.app.debug("{}", untouchable);
  recording.app.debug`${untouchable}`;
  recording.app.log("debug", untouchable);
  expect(recording.lines()).toEqual([]);
});

describe("the types of log functions", () => {
  const recording = new Recording({ filter: "off" });
  const { info, log, isEnabled } = recording.app;

  test("accept every form of call", () => {
    info("message");
    info("user {} from {}", 1, "ip");
    info("user {id}", { id: 1 }, new Error("x"), null, undefined, 1n, Symbol("s"));
    info({ status: 200 }, "done");
    info({ status: 200 }, "done {}", 1);
    info({ status: 200 });
    info(new Error("x"));
    info(new Error("x"), "while {}", 1);
    info`user ${1} took ${null}`;
    info(() => "lazy");
    info(() => "lazy", { a: 1 });
    info(null);
    try {
      throw new Error("x");
    } catch (error) {
      info(error);
    }
    log("warn", "message {}", 1);
    log("warn", () => "lazy");
    log("warn", new Error("x"), "while");
    isEnabled("trace");
    expectTypeOf(recording.app).toEqualTypeOf<Logger>();
    expectTypeOf(info).toEqualTypeOf<LogFunction>();
    expectTypeOf(log).toEqualTypeOf<LogAtFunction>();
    expectTypeOf(info).returns.toEqualTypeOf<void>();
    expectTypeOf(isEnabled).parameters.toEqualTypeOf<[level: LevelName | OwnLevel | number]>();
    expectTypeOf(recording.app.target).toEqualTypeOf<string | undefined>();
  });

  test("accept no other form of call", () => {
    // @ts-expect-error a message is missing
    info();
    // @ts-expect-error a message is missing
    log();
    // @ts-expect-error an argument is missing
    log("warn", "message {} {}", 1);
    // @ts-expect-error an argument is missing
    log("CRITICAL", "message {} {}", 1);
    // @ts-expect-error an argument is missing
    log("message {} {}", 1);
    // @ts-expect-error no such level
    isEnabled("silent");
    // @ts-expect-error a logger cannot be changed
    recording.app.info = info;
  });
});
