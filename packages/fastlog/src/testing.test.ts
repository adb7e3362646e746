import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import { memory } from "./backend/memory.ts";
import { FastlogError } from "./errors.ts";
import { configure, debug, flushSync, info, logger, trace } from "./index.ts";
import { targetOf } from "./target.ts";
import { type Capture, type CapturedRecord, capture } from "./testing.ts";

const HERE = targetOf(import.meta.url);

const open: Capture[] = [];
const begin = (...args: Parameters<typeof capture>): Capture => {
  const captured = capture(...args);
  open.push(captured);
  return captured;
};
afterEach(() => {
  for (const captured of open.splice(0).reverse()) captured.restore();
});

test("a capture has every record as it was logged", () => {
  const before = Date.now();
  const captured = begin();
  const error = new Error("x");
  info("user {} from {ip}", 7, { ip: "::1" });
  logger("dep1").error("failed", error);
  trace`tagged ${1}`;
  expect(captured.records).toEqual([
    {
      level: "info",
      target: HERE,
      time: expect.any(Date),
      message: "user 7 from ::1",
      fields: { ip: "::1" },
    },
    {
      level: "error",
      target: "dep1",
      time: expect.any(Date),
      message: "failed",
      fields: { err: { type: "Error", message: "x", stack: error.stack } },
    },
    { level: "trace", target: HERE, time: expect.any(Date), message: "tagged 1", fields: {} },
  ]);
  for (const { time } of captured.records) {
    expect(time.getTime()).toBeGreaterThanOrEqual(before - 1);
    expect(time.getTime()).toBeLessThanOrEqual(Date.now());
  }
});

test("a capture has every line as it would have been written", () => {
  const captured = begin({ format: { template: "{level} {tag} {message}" }, tag: "t" });
  info("one\n");
  debug("two {}", 2, { a: "b c" });
  expect(captured.lines).toEqual(["INFO t one\\n", 'DEBUG t two 2 a="b c"']);
  expect(captured.text).toBe('INFO t one\\n\nDEBUG t two 2 a="b c"\n');
});

test("a capture has the default format unless another one is given", () => {
  const captured = begin();
  info("m");
  expect(captured.lines).toEqual([
    expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z\t\d+\t\d+\tINFO\tmain\tm$/),
  ]);
});

test("a capture takes what its filter lets pass", () => {
  const captured = begin({ filter: "info,dep1=debug/[ab]" });
  debug("a");
  logger("dep1").debug("b");
  info("a");
  info("c");
  expect(captured.records.map(({ message }) => message)).toEqual(["b", "a"]);
});

test("a capture forgets what it has when it is cleared", () => {
  const captured = begin();
  info("one");
  const { records, lines } = captured;
  captured.clear();
  expect([captured.records, captured.lines, captured.text]).toEqual([[], [], ""]);
  expect([records.length, lines.length]).toEqual([1, 1]);
  info("two");
  expect(captured.records).toHaveLength(1);
});

test("a capture has records inside records whole, told and written in one order", () => {
  const captured = begin({ format: { template: "{message}" } });
  info("before");
  const value = {
    toJSON() {
      info("inner");
      return "V";
    },
  };
  info("outer {} end", value, { a: 1 });
  info("after");
  expect(captured.lines.slice(0, 3)).toEqual(["before", "outer V end a=1", "inner"]);
  expect(captured.lines.at(-1)).toBe("after");
  const messages = captured.lines.map((line) => line.replace(" a=1", ""));
  expect(captured.records.map(({ message }) => message)).toEqual(messages);
});

describe("after a capture", () => {
  test("records go where they went before, by the filter of before", () => {
    const backend = memory();
    configure({ backend, format: { template: "{message}" }, filter: "info" });
    info("before");
    const captured = capture();
    debug("captured");
    captured.restore();
    debug("not enabled");
    info("after");
    flushSync();
    expect(backend.lines).toEqual(["before", "after"]);
    expect(captured.records).toHaveLength(1);
  });

  test("of several the outer one goes on", () => {
    const outer = begin({ filter: "info" });
    info("one");
    const inner = capture();
    debug("two");
    inner.restore();
    debug("not enabled");
    info("three");
    expect(inner.records.map(({ message }) => message)).toEqual(["two"]);
    expect(outer.records.map(({ message }) => message)).toEqual(["one", "three"]);
  });

  test("restoring it again changes nothing", () => {
    const first = memory();
    configure({ backend: first, format: { template: "{message}" } });
    const captured = capture();
    captured.restore();
    const second = memory();
    configure({ backend: second, filter: "debug" });
    captured.restore();
    debug("m");
    flushSync();
    expect([first.lines, second.lines]).toEqual([[], ["m"]]);
  });
});

test("a capture with options that are unusable takes nothing", () => {
  const backend = memory();
  configure({ backend, format: { template: "{message}" }, filter: "info" });
  expect(() => capture({ filter: "a=loud" })).toThrow(FastlogError);
  expect(() => capture({ format: { template: "" } })).toThrow(FastlogError);
  info("m");
  debug("not enabled");
  flushSync();
  expect(backend.lines).toEqual(["m"]);
});

test("the types of a capture have what can be asked of it, and nothing to write", () => {
  expectTypeOf(capture).returns.toEqualTypeOf<Capture>();
  expectTypeOf<Capture["records"]>().toEqualTypeOf<readonly CapturedRecord[]>();
  expectTypeOf<CapturedRecord["fields"]>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
  expectTypeOf<Parameters<typeof capture>[0] & object>().not.toHaveProperty("backend");
});
