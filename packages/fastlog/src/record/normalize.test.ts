import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { NASTY } from "../../test/fixtures/unit/nasty.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { fieldOf, fieldsWith, isAppended, isError, isFields } from "../fields/argument-kind.ts";
import { Sanitizer } from "../fields/sanitizer.ts";
import { normalise } from "./normalize.ts";

class Point {
  x = 1;
}

const WHOLE = ["", ""];
const sanitizer = new Sanitizer();
const error = new TypeError("failed");
const fields = { a: 1 };

test.each<[first: unknown, args: unknown[], template: string | string[], normal: unknown[]]>([
  [fields, [], "", [fields]],
  [fields, ["done {a}"], WHOLE, ["done {a}", fields]],
  [fields, [undefined], "", [fields]],
  [error, [undefined], WHOLE, ["failed", error]],
  [error, ["while {}"], WHOLE, ["while {}", error]],
  [fields, ["no stack", undefined], WHOLE, ["no stack", fields]],
  [error, ["no stack", undefined], WHOLE, ["no stack", error]],
  [fields, ["stack {}", undefined], "stack {}", [undefined, fields]],
  [fields, ["no stack", undefined, 1], "no stack", [undefined, 1, fields]],
  [fields, ["{} of {}", 1, 2], "{} of {}", [1, 2, fields]],
  [fields, [1], WHOLE, [1, fields]],
  [fields, [fields, 1], "", [fields, fields, 1]],
  [error, [], WHOLE, ["failed", error]],
  [error, ["while {}", "x"], "while {}", ["x", error]],
  [error, [fields], WHOLE, ["failed", error, fields]],
  [() => "lazy", [], WHOLE, ["lazy"]],
  [() => "lazy {}", [fields], WHOLE, ["lazy {}", fields]],
  [() => 42, [], WHOLE, [42]],
  [42, [], WHOLE, [42]],
  [null, ["text"], WHOLE, ["text"]],
  [undefined, ["text"], WHOLE, ["text"]],
  [undefined, ["text {}", 1], "text {}", [1]],
  [null, [fields, "text"], WHOLE, ["text", fields]],
  [null, [error], WHOLE, ["failed", error]],
  [null, [1], WHOLE, [null, 1]],
  [null, [], WHOLE, [null]],
  [undefined, [], WHOLE, [undefined]],
  [[1, 2], [], WHOLE, [[1, 2]]],
  [new Map(), ["text"], WHOLE, [new Map(), "text"]],
])("a call of %o with %o is the template %j with %o", (first, args, template, normal) => {
  expect(normalise(first, args, sanitizer)).toEqual({
    template,
    args: normal,
    omitted: undefined,
  });
});

test("an object whose field named constructor throws has fields nevertheless", () => {
  const value = {
    get constructor(): never {
      throw new Error("not now");
    },
  };
  expect(isFields(value)).toBe(true);
});

test("the msg of fields without a message is their message", () => {
  const fields = { msg: "m", a: 1 };
  const normal = { template: WHOLE, args: ["m", fields], omitted: "msg" };
  expect(normalise(fields, [], sanitizer)).toEqual(normal);
  expect(normalise(fields, ["text"], sanitizer)).toEqual({
    template: WHOLE,
    args: ["text", fields],
    omitted: undefined,
  });
  expect(normalise({ msg: 1 }, [], sanitizer).omitted).toBeUndefined();
});

test("the message of fields without one is that of their err", () => {
  const fields = { err: error };
  const normal = { template: WHOLE, args: ["failed", fields], omitted: undefined };
  expect(normalise(fields, [], sanitizer)).toEqual(normal);
});

test("a message function that throws is reported in the record", () => {
  const { args } = normalise(
    () => {
      throw new Error("not now");
    },
    [],
    sanitizer,
  );
  expect(args).toEqual(["[Throws: not now]"]);
});

test.each<[name: string, value: unknown, kind: "error" | "fields" | "appended"]>([
  ["an error", new Error("x"), "error"],
  ["an error of a class", new TypeError("x"), "error"],
  ["an aggregate error", new AggregateError([]), "error"],
  ["an object", { a: 1 }, "fields"],
  ["an empty object", {}, "fields"],
  ["an object without a prototype", Object.create(null), "fields"],
  ["an object of a class", new Point(), "fields"],
  ["an object with a field named constructor", { constructor: "x" }, "fields"],
  ["an object of another realm", runInNewContext("({ a: 1 })"), "fields"],
  ["a string", "x", "appended"],
  ["a number", 1, "appended"],
  ["null", null, "appended"],
  ["undefined", undefined, "appended"],
  ["a list", [1], "appended"],
  ["a date", new Date(), "appended"],
  ["a map", new Map(), "appended"],
  ["a set", new Set(), "appended"],
  ["a promise", Promise.resolve(), "appended"],
  ["a regular expression", /x/, "appended"],
  ["bytes", new Uint8Array(1), "appended"],
  ["a buffer", Buffer.from("x"), "appended"],
  ["a function", () => {}, "appended"],
  ["a symbol", Symbol("x"), "appended"],
])("%s that is left over counts as %s", (_, value, kind) => {
  expect([isError(value), isFields(value), isAppended(value, new Sanitizer())]).toEqual([
    kind === "error",
    kind === "fields",
    kind === "appended",
  ]);
});

describe("nothing throws for", () => {
  test.each(NASTY)("%s", (_, make) => {
    const value = make();
    const kinds = [isError(value), isFields(value), isAppended(value, new Sanitizer())];
    expect(kinds.filter((is) => is)).toHaveLength(1);
    expect(Array.isArray(normalise(value, [value], sanitizer).args)).toBe(true);
    if (isFields(value)) fieldOf(value, "a", sanitizer);
    expect(fieldsWith("a", [value])).toBe(isFields(value) && hasOwn(value) ? value : undefined);
  });
});

function hasOwn(value: object): boolean {
  try {
    return Object.hasOwn(value, "a");
  } catch {
    return false;
  }
}

test("a field whose getter throws has a value that says so", () => {
  const fields = {
    get a(): never {
      throw new Error("no");
    },
  };
  expect(fieldOf(fields, "a", sanitizer)).toBe("[Throws: no]");
});

test("a named field is taken from the first object that has it as its own", () => {
  const [first, second] = [
    { a: 1, b: undefined },
    { a: 2, c: 3 },
  ];
  const left = ["text", first, second];
  expect(fieldsWith("a", left)).toBe(first);
  expect(fieldsWith("b", left)).toBe(first);
  expect(fieldsWith("c", left)).toBe(second);
  expect(fieldsWith("toString", left)).toBeUndefined();
});

describe("an object of a class that has no property of its own", () => {
  class Private {
    #state = 1;
    get state(): number {
      return this.#state;
    }
  }
  class Told {
    #state = 1;
    toJSON(): unknown {
      return { state: this.#state };
    }
  }

  test.each<[value: object, told: string]>([
    [new Private(), "[Private]"],
    [new (class Empty {})(), "[Empty]"],
    [new Told(), '{"state":1}'],
  ])("is appended to the message: %o", (value, told) => {
    const recording = new Recording({ template: "{message}" });
    recording.app.info("x", value);
    recording.app.info(value);
    recording.app.info("x", { a: 1 }, value);
    expect(recording.lines()).toEqual([`x ${told}`, told, `x ${told} a=1`]);
  });

  test.each([{}, Object.create(null), Object.create({})])("is fields if it has no class", (value) =>
    expect(isFields(value)).toBe(true),
  );
});
