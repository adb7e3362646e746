import { describe, expect, test } from "vitest";
import { collectNow } from "../../test/fixtures/unit/garbage.ts";
import { type Filter, parseFilter } from "../filter/filter.ts";
import { LEVEL_NAMES, LEVELS, OFF } from "../level.ts";
import { type Gate, Gates } from "./gate.ts";

const filterOf = (spec: string) => parseFilter(spec).filter;

test("a named gate has the threshold that the filter has for its target", () => {
  const gates = new Gates(filterOf("info,dep1=debug,dep2=off"), true);
  const thresholds = ["app", "dep1::http", "dep2"].map((target) => gates.named(target).threshold);
  expect(thresholds).toEqual([LEVELS.info, LEVELS.debug, OFF]);
});

test("all loggers of a target share one gate", () => {
  const gates = new Gates(filterOf("info"), true);
  expect(gates.named("app")).toBe(gates.named("app"));
  expect(gates.named("app")).not.toBe(gates.named("app2"));
});

test("the plain gate passes whatever may pass for some target", () => {
  const gates = new Gates(filterOf("warn,dep1=trace"), true);
  expect(gates.plain.target).toBeUndefined();
  expect(gates.plain.threshold).toBe(LEVELS.trace);
});

describe("a record", () => {
  const nothing = { printsTarget: false, printsPosition: false };
  const easyAt = (gate: Gate) => LEVEL_NAMES.filter((level) => LEVELS[level] >= gate.targetFrom);

  test("of a plain gate needs no target from the level on that passes for every target", () => {
    const gates = new Gates(filterOf("warn,dep1=trace"), true);
    expect(easyAt(gates.plain)).toEqual(["fatal", "error", "warn"]);
    gates.use(filterOf("info"), true);
    expect(easyAt(gates.plain)).toEqual(["fatal", "error", "warn", "info"]);
    gates.use(filterOf("info,dep1=off"), true);
    expect(easyAt(gates.plain)).toEqual([]);
  });

  test("of a plain gate needs its target at every level if that is printed", () => {
    const gates = new Gates(filterOf("info"), true);
    gates.demands = { ...nothing, printsTarget: true };
    expect(easyAt(gates.plain)).toEqual([]);
    expect(easyAt(gates.named("app"))).toEqual(LEVEL_NAMES);
    gates.demands = nothing;
    expect(easyAt(gates.plain)).toEqual(["fatal", "error", "warn", "info"]);
  });

  test.each([
    ["its position is printed", "info", { ...nothing, printsPosition: true }],
    ["a pattern is to be matched", "info/x", nothing],
  ])("needs more than encoding if %s", (_, spec, demands) => {
    const gates = new Gates(filterOf(spec), true);
    gates.demands = demands;
    expect(gates.needsMore).toBe(true);
    gates.demands = nothing;
    gates.use(filterOf("info"), true);
    expect(gates.needsMore).toBe(false);
  });
});

test("another filter changes the threshold of every existing gate", () => {
  const gates = new Gates(filterOf("info"), true);
  const targets = ["a", "a::b", "b"];
  const named = targets.map((target) => gates.named(target));
  expect(targets.map((target) => gates.module(target).threshold)).toEqual([30, 30, 30]);
  const filter = filterOf("error,a=debug,a::b=off");
  gates.use(filter, true);
  expect(gates.filter).toBe(filter);
  expect(named.map((gate) => gate.threshold)).toEqual([LEVELS.debug, OFF, LEVELS.error]);
  expect(targets.map((target) => gates.module(target).threshold)).toEqual([20, OFF, 50]);
  expect(gates.plain.threshold).toBe(LEVELS.debug);
});

/** A filter that tells for which targets it is asked. */
function watched(spec: string): { filter: Filter; asked: string[] } {
  const filter = filterOf(spec);
  const asked: string[] = [];
  const threshold = (target: string) => {
    asked.push(target);
    return filter.threshold(target);
  };
  return { filter: Object.assign(Object.create(filter), { threshold }), asked };
}

test("the threshold of a module's target is found once", () => {
  const { filter, asked } = watched("info,app=debug");
  const gates = new Gates(filter, true);
  const found = Array.from({ length: 3 }, () => gates.module("app::server").threshold);
  expect(found).toEqual([20, 20, 20]);
  expect(asked).toEqual(["app::server"]);
});

/** More than are told of another filter. */
const MANY = 5_000;

describe("after more targets than any program has", () => {
  function crowded(spec: string): Gates {
    const gates = new Gates(filterOf(spec), true);
    for (let i = 0; i < MANY; i++) gates.named(`connection-${i}`);
    return gates;
  }

  test("a gate has the filter's threshold, and follows another filter", () => {
    const gates = crowded("info,late=debug");
    const [gate, other] = [gates.named("late"), gates.named("other")];
    expect([gate.target, gate.threshold, gate.targetFrom]).toEqual(["late", LEVELS.debug, 0]);
    gates.use(filterOf("warn,late=off"), true);
    expect([gate.threshold, other.threshold]).toEqual([OFF, LEVELS.warn]);
  });

  test("a gate with a level follows the filter as far as its level", () => {
    const gates = crowded("debug");
    const narrowed = gates.named("late").withLevel(LEVELS.warn);
    expect(narrowed.threshold).toBe(LEVELS.warn);
    gates.use(filterOf("error"), true);
    expect(narrowed.threshold).toBe(LEVELS.error);
    expect(narrowed.withLevel(LEVELS.info).threshold).toBe(LEVELS.error);
    gates.use(filterOf("trace"), true);
    expect(narrowed.threshold).toBe(LEVELS.warn);
    expect(narrowed.withLevel(LEVELS.info).threshold).toBe(LEVELS.info);
  });

  test("a gate's level replaces the program's filter until the operator sets one", () => {
    const gates = crowded("debug");
    const gate = gates.named("late").withLevel(LEVELS.info);
    gates.use(filterOf("warn"), false);
    expect(gate.threshold).toBe(LEVELS.info);
    gates.use(filterOf("warn,late=error"), true);
    expect(gate.threshold).toBe(LEVELS.error);
  });

  test("a gate asks the filter once", () => {
    const gates = crowded("info");
    const { filter, asked } = watched("info,late=warn");
    gates.use(filter, true);
    const gate = gates.named("late");
    asked.length = 0;
    expect([gate.threshold, gate.threshold]).toEqual([LEVELS.warn, LEVELS.warn]);
    expect(asked).toEqual(["late"]);
  });

  test("the threshold of a module's target is found once", () => {
    const gates = crowded("info");
    const { filter, asked } = watched("info,app=debug");
    gates.use(filter, true);
    asked.length = 0;
    const found = Array.from({ length: 3 }, () => gates.module("app::server").threshold);
    expect(found).toEqual([20, 20, 20]);
    expect(asked).toEqual(["app::server"]);
  });

  test("another filter is asked about no more targets than the limit", () => {
    const gates = crowded("info");
    const { filter, asked } = watched("info");
    gates.use(filter, true);
    expect(asked.length).toBeLessThan(MANY);
  });
});

test("unreferenced gates are collected before the job that made them ends", () => {
  const gates = new Gates(filterOf("info"), true);
  collectNow();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 300_000; i++) gates.named(`connection-${i}`);
  collectNow();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4 * 2 ** 20);
});
