import { describe, expect, test } from "vitest";
import { fieldsOf } from "../../test/fixtures/unit/json.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";

describe("a child's serializers", () => {
  const named = (name: string) => (value: unknown) => `${name}(${JSON.stringify(value)})`;

  test("apply to its own fields and those of its records, before the configured ones", () => {
    const recording = new Recording({
      format: "json",
      serializers: { a: named("configured"), b: named("configured") },
    });
    const { app } = recording;
    app.child({ a: 1, c: 1 }).info("x", { b: 2 });
    app.child({ a: 1, c: 1 }, { serializers: { a: named("own") } }).info("x", { b: 2 });
    app.child({}, { serializers: { a: named("own") } }).info("x", { a: 1, b: 2 });
    expect(recording.lines().map(fieldsOf)).toEqual([
      { b: "configured(2)", a: "configured(1)", c: 1 },
      { b: "configured(2)", a: "own(1)", c: 1 },
      { a: "own(1)", b: "configured(2)" },
    ]);
  });

  test("are inherited, and each may be replaced", () => {
    const recording = new Recording({ format: "json" });
    const parent = recording.app.child({}, { serializers: { a: named("1"), b: named("1") } });
    const child = parent.child({ a: 0 }, { serializers: { b: named("2"), c: named("2") } });
    child.child({ c: 0 }).info("x", { b: 0 });
    parent.info("x", { a: 0, b: 0, c: 0 });
    recording.app.info("x", { a: 0 });
    expect(recording.lines().map(fieldsOf)).toEqual([
      { b: "2(0)", a: "1(0)", c: "2(0)" },
      { a: "1(0)", b: "1(0)", c: 0 },
      { a: 0 },
    ]);
  });

  test("are not applied again to the fields that a parent has bound", () => {
    const recording = new Recording({ format: "json" });
    const parent = recording.app.child({ a: 0 }, { serializers: { a: named("1") } });
    parent.child({}, { serializers: { a: named("2") } }).info("x");
    expect(fieldsOf(recording.line())).toEqual({ a: "1(0)" });
  });

  test("are called once for each bound field, and once for each field of a record", () => {
    const recording = new Recording({ format: "json" });
    const seen: unknown[] = [];
    const serializers = { a: (value: unknown) => seen.push(value) };
    const child = recording.app.child({ a: "bound" }, { serializers });
    for (let i = 0; i < 3; i++) child.info("x");
    expect(seen).toEqual(["bound"]);
    child.info("x", { a: "own" });
    expect(seen).toEqual(["bound", "own"]);
  });

  test("are not called for undefined, and leave a field out by returning it", () => {
    const recording = new Recording({ format: "json" });
    const seen: unknown[] = [];
    const serializers = { a: (value: unknown) => void seen.push(value), b: () => 1 };
    recording.app.child({ a: 1 }, { serializers }).info("x", { a: 2, b: undefined });
    expect(fieldsOf(recording.line())).toEqual({});
    expect(seen).toEqual([1, 2]);
  });

  test("that throw leave the reason in place of the value", () => {
    const recording = new Recording({ format: "json" });
    const serializers = {
      a() {
        throw new Error("refused");
      },
      b: "no function" as never,
    };
    const child = recording.app.child({ a: 1 }, { serializers });
    child.info("x", { b: 2, c: 3 });
    child.info("x", { a: 4 });
    const [first = "", second = ""] = recording.lines();
    expect(fieldsOf(first)).toEqual({
      a: "[Throws: refused]",
      b: expect.stringMatching(/^\[Throws: .*not a function\]$/),
      c: 3,
    });
    expect(fieldsOf(second)).toEqual({ a: "[Throws: refused]" });
  });

  test("may log: both records are whole", () => {
    const recording = new Recording({ format: "json" });
    const serializers = {
      a(value: unknown) {
        recording.app.child({ inner: true }).info("inside", { value });
        return "outside";
      },
    };
    const child = recording.app.child({ b: 1 }, { serializers });
    child.info("x", { a: 0 });
    expect(recording.lines().map(fieldsOf)).toEqual([
      { a: "outside", b: 1 },
      { value: 0, inner: true },
    ]);
  });
});
