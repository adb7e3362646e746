import { describe, expect, expectTypeOf, test } from "vitest";
import { collectGarbage } from "../test/fixtures/unit/garbage.ts";
import { Recording } from "../test/fixtures/unit/recording.ts";
import type { LogAtFunction, LogFunction } from "./call.ts";
import { parseFilter } from "./filter/filter.ts";
import { LEVEL_NAMES, type Level } from "./level.ts";
import { type Logger, makeLogger } from "./logger.ts";

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

test.each(LEVEL_NAMES)("at %s what is less severe does not pass", (least) => {
  const recording = new Recording({ template: "{level}{message}", filter: least });
  for (const level of LEVEL_NAMES) recording.app[level]("");
  for (const level of LEVEL_NAMES) recording.app.log(level, "");
  const passing = LEVEL_NAMES.slice(0, LEVEL_NAMES.indexOf(least) + 1);
  const names = passing.map((level) => level.toUpperCase());
  expect(recording.lines()).toEqual([...names, ...names]);
  const enabled = LEVEL_NAMES.filter((level) => recording.app.isEnabled(level));
  expect(enabled).toEqual(passing);
});

test.each([["INFO"], ["off"], ["loud"], [""], [30], [undefined], [null], ["toString"]])(
  "a level that is %j counts as info",
  (level) => {
    const recording = new Recording({ template: "{level} {message}" });
    recording.app.log(level as Level, "message");
    expect(recording.line()).toBe("INFO message");
    const quiet = new Recording({ filter: "warn" });
    expect(quiet.app.isEnabled(level as Level)).toBe(false);
  },
);

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

test("a call without any argument has at most its absence to tell", () => {
  const recording = new Recording();
  const { info, log } = recording.app as unknown as Record<
    "info" | "log",
    (...a: string[]) => void
  >;
  info();
  expect(["", "undefined"]).toContain(recording.line());
  log("info");
  expect(["", "undefined"]).toContain(recording.line());
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
    recording.gates.filter = parseFilter("debug").filter;
    expect(all()).toEqual([["named", "plain", "log"], true]);
    recording.gates.filter = parseFilter("off").filter;
    expect(all()).toEqual([[], false]);
  });
});

test("a hundred thousand loggers that nobody holds are collected", async () => {
  const { intake, gates } = new Recording();
  const references = Array.from({ length: 100_000 }, (_, i) => {
    const logger = makeLogger(intake, gates.named(`connection-${i}`));
    if (i % 1_000 === 0) logger.info("message {}", i);
    return new WeakRef(logger);
  });
  await collectGarbage();
  expect(references.filter((reference) => reference.deref() !== undefined)).toEqual([]);
});

test("a call that does not pass looks at nothing", () => {
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

  test("take every form of call", () => {
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
    expectTypeOf(isEnabled).parameters.toEqualTypeOf<[level: Level]>();
    expectTypeOf(recording.app.target).toEqualTypeOf<string | undefined>();
  });

  test("take no other", () => {
    // @ts-expect-error a message is missing
    info();
    // @ts-expect-error a message is missing
    log("warn");
    // @ts-expect-error no such level
    log("loud", "message");
    // @ts-expect-error off is no level of a record
    log("off", "message");
    // @ts-expect-error no such level
    isEnabled("silent");
    // @ts-expect-error a level is no tag
    log`warn`;
    // @ts-expect-error a logger cannot be changed
    recording.app.info = info;
    expect(recording.lines()).toEqual([]);
  });
});
