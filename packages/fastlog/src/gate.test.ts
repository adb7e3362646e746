import { describe, expect, test } from "vitest";
import { collectGarbage } from "../test/fixtures/unit/garbage.ts";
import { type Filter, parseFilter } from "./filter/filter.ts";
import { type Gate, Gates } from "./gate.ts";
import { LEVEL_NAMES, LEVELS, OFF } from "./level.ts";

const filterOf = (spec: string) => parseFilter(spec).filter;

test("a named gate has the threshold that the filter has for its target", () => {
  const gates = new Gates(filterOf("info,dep1=debug,dep2=off"));
  const thresholds = ["app", "dep1::http", "dep2"].map((target) => gates.named(target).threshold);
  expect(thresholds).toEqual([LEVELS.info, LEVELS.debug, OFF]);
});

test("all who name a target have one gate", () => {
  const gates = new Gates(filterOf("info"));
  expect(gates.named("app")).toBe(gates.named("app"));
  expect(gates.named("app")).not.toBe(gates.named("app2"));
});

test("the plain gate is open for what may pass for some target", () => {
  const gates = new Gates(filterOf("warn,dep1=trace"));
  expect(gates.plain.target).toBeUndefined();
  expect(gates.plain.threshold).toBe(LEVELS.trace);
});

describe("a record", () => {
  const nothing = { printsTarget: false, printsPosition: false };
  const easyAt = (gate: Gate) => LEVEL_NAMES.filter((level) => LEVELS[level] >= gate.targetFrom);

  test("of a plain gate needs no target from the level on that passes for every one", () => {
    const gates = new Gates(filterOf("warn,dep1=trace"));
    expect(easyAt(gates.plain)).toEqual(["fatal", "error", "warn"]);
    gates.filter = filterOf("info");
    expect(easyAt(gates.plain)).toEqual(["fatal", "error", "warn", "info"]);
    gates.filter = filterOf("info,dep1=off");
    expect(easyAt(gates.plain)).toEqual([]);
  });

  test("of a plain gate needs its target at every level if that is printed", () => {
    const gates = new Gates(filterOf("info"));
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
    const gates = new Gates(filterOf(spec));
    gates.demands = demands;
    expect(gates.needsMore).toBe(true);
    gates.demands = nothing;
    gates.filter = filterOf("info");
    expect(gates.needsMore).toBe(false);
  });
});

test("another filter changes the threshold of every gate there is", () => {
  const gates = new Gates(filterOf("info"));
  const targets = ["a", "a::b", "b"];
  const named = targets.map((target) => gates.named(target));
  expect(targets.map((target) => gates.module(target).threshold)).toEqual([30, 30, 30]);
  const filter = filterOf("error,a=debug,a::b=off");
  gates.filter = filter;
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
  const gates = new Gates(filter);
  const found = Array.from({ length: 3 }, () => gates.module("app::server").threshold);
  expect(found).toEqual([20, 20, 20]);
  expect(asked).toEqual(["app::server"]);
});

test("a hundred thousand gates that nobody holds are collected, and then cost a filter nothing", async () => {
  const gates = new Gates(filterOf("info"));
  const held = gates.named("held");
  const references: WeakRef<Gate>[] = [];
  for (let i = 0; i < 100_000; i++) references.push(new WeakRef(gates.named(`connection-${i}`)));
  await collectGarbage();
  expect(references.filter((reference) => reference.deref() !== undefined)).toEqual([]);

  const { filter, asked } = watched("info,held=warn");
  gates.filter = filter;
  expect(asked).toEqual(["held"]);
  expect(held.threshold).toBe(LEVELS.warn);
});

test("a target that is named again after its gate was collected follows the filter", async () => {
  const gates = new Gates(filterOf("info"));
  gates.named("again");
  await collectGarbage();
  const gate = gates.named("again");
  await collectGarbage();
  gates.filter = filterOf("debug");
  expect(gate.threshold).toBe(LEVELS.debug);
  expect(gates.named("again")).toBe(gate);
});
