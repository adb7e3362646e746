import { expect, test } from "vitest";
import { fieldsOf } from "../../test/fixtures/unit/json.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { parseFilter } from "../filter/filter.ts";
import type { Logger } from "./logger.ts";

const SERIALIZERS = Symbol.for("pino.serializers");

/** A logger for good, and one of many. */
const LOGGERS: readonly (readonly [kind: string, of: (recording: Recording) => Logger])[] = [
  ["a logger", ({ app }) => app],
  ["a child", ({ app }) => app.child({})],
];

test.each(LOGGERS)("%s has pino's levels, by name and by number", (_kind, of) => {
  const { levels } = of(new Recording());
  expect(levels.values).toEqual({ fatal: 60, error: 50, warn: 40, info: 30, debug: 20, trace: 10 });
  expect(Object.keys(levels.values)).not.toContain("silent");
  expect(Reflect.get(levels.values, "silent")).toBe(Number.POSITIVE_INFINITY);
  expect(levels.labels[30]).toBe("info");
});

test.each(LOGGERS)("%s tells whether a level is enabled by pino's name for that", (_kind, of) => {
  const { isLevelEnabled } = of(new Recording({ filter: "info" }));
  expect([isLevelEnabled("info"), isLevelEnabled("debug"), isLevelEnabled(40)]).toEqual([
    true,
    false,
    true,
  ]);
});

test.each(LOGGERS)(
  "%s has the number of its level, which is infinite if none passes",
  (_kind, of) => {
    const recording = new Recording({ filter: "info" });
    const log = of(recording);
    expect(log.levelVal).toBe(30);
    log.level = "error";
    expect(log.levelVal).toBe(50);
    expect(log.child({}, { level: "silent" }).levelVal).toBe(Number.POSITIVE_INFINITY);
    recording.gates.use(parseFilter("off").filter, true);
    expect(log.levelVal).toBe(Number.POSITIVE_INFINITY);
  },
);

test.each(LOGGERS)("%s has its prefix, with that of its parents", (_kind, of) => {
  const log = of(new Recording());
  expect(log.msgPrefix).toBe("");
  const child = log.child({}, { msgPrefix: "[a] " });
  expect(child.msgPrefix).toBe("[a] ");
  expect(child.child({}).child({}, { msgPrefix: "[b] " }).msgPrefix).toBe("[a] [b] ");
});

test.each(LOGGERS)("%s logs what Nest calls verbose as trace", (_kind, of) => {
  const recording = new Recording({ template: "{level} {message}" });
  of(recording).verbose("x");
  expect(recording.lines()).toEqual(["TRACE x"]);
});

test.each(LOGGERS)("%s returns its bindings as data, and accepts more", (_kind, of) => {
  const recording = new Recording({ format: "json" });
  const log = of(recording);
  const child = log.child({ a: 1, b: { c: [1, new Date(0)] } });
  expect(log.bindings()).toEqual({});
  expect(child.bindings()).toEqual({ a: 1, b: { c: [1, "1970-01-01T00:00:00.000Z"] } });
  child.setBindings({ a: 2, d: 3 });
  child.info("x");
  child.child({ e: 4 }).info("x");
  log.info("x");
  expect(recording.lines().map(fieldsOf)).toEqual([
    { b: { c: [1, "1970-01-01T00:00:00.000Z"] }, a: 2, d: 3 },
    { b: { c: [1, "1970-01-01T00:00:00.000Z"] }, a: 2, d: 3, e: 4 },
    {},
  ]);
});

test.each(LOGGERS)("%s has its serializers where Fastify looks for them", (_kind, of) => {
  const [req, res, err] = [() => 1, () => 2, () => 3];
  const recording = new Recording({ serializers: { req, err } });
  const child = of(recording).child({}, { serializers: { res, err: req } });
  expect(Reflect.get(of(recording), SERIALIZERS)).toEqual({ req, err });
  expect(Reflect.get(child, SERIALIZERS)).toEqual({ req, res, err: req });
});

test.each(LOGGERS)("%s calls back when everything was handed over", async (_kind, of) => {
  const recording = new Recording();
  const log = of(recording);
  log.info("x");
  const error = await new Promise((resolve) => log.flush(resolve));
  expect(error).toBeUndefined();
  expect(recording.lines()).toEqual(["x"]);
  expect(log.flush()).toBeUndefined();
});

test.each(LOGGERS)("tests can replace the functions of %s", (_kind, of) => {
  const recording = new Recording();
  const log = of(recording) as { -readonly [K in keyof Logger]: Logger[K] };
  const calls: unknown[] = [];
  log.info = (...args: unknown[]) => void calls.push(args);
  log.info("x", 1);
  log.warn("y");
  expect(calls).toEqual([["x", 1]]);
  expect(recording.lines()).toEqual(["y"]);
});

test("reading a function of a child gives the same one each time", () => {
  const child = new Recording().app.child({});
  for (const name of ["fatal", "error", "warn", "info", "debug", "trace", "log", "isEnabled"]) {
    const one: unknown = Reflect.get(child, name);
    expect(one).toBeTypeOf("function");
    expect(Reflect.get(child, name)).toBe(one);
  }
});
