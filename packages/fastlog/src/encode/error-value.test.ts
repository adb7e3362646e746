import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { plainOf, textOf } from "./value.ts";

class NotFound extends Error {}

class Named extends Error {
  override name = "NamedOtherwise";
}

class Coded extends Error {
  get code(): string {
    return "E_INHERITED";
  }
}

class Verbose extends Error {
  cause_of_it = new Error("reason");
  override cause = (): Error => this.cause_of_it;
}

const parsed = (error: unknown): Record<string, unknown> => JSON.parse(textOf(plainOf(error)));

/** All of an error but the stack. */
function told(error: unknown): Record<string, unknown> {
  const { stack, ...others } = parsed(error);
  expect(stack).toBeTypeOf("string");
  return others;
}

const unusual = (properties: PropertyDescriptorMap): Error =>
  Object.defineProperties(new TypeError("x"), properties);

const refuse = (): never => {
  throw new Error("refused");
};

test("an error is told by type, message and stack, in this order", () => {
  const error = new TypeError("failed");
  expect(Object.entries(parsed(error))).toEqual([
    ["type", "TypeError"],
    ["message", "failed"],
    ["stack", error.stack],
  ]);
});

test("behind those come the code, what else it has, its cause and the errors in it", () => {
  const error = Object.assign(new AggregateError([new NotFound("a")], "all", { cause: "why" }), {
    syscall: "connect",
    code: "ECONNREFUSED",
  });
  expect(Object.keys(parsed(error))).toEqual([
    "type",
    "message",
    "stack",
    "code",
    "syscall",
    "cause",
    "errors",
  ]);
  expect(told(error)).toMatchObject({
    code: "ECONNREFUSED",
    syscall: "connect",
    cause: "why",
    errors: [{ type: "NotFound", message: "a" }],
  });
});

test.each<[name: string, error: unknown, type: string]>([
  ["its class", new RangeError("x"), "RangeError"],
  ["a class of the program", new NotFound("x"), "NotFound"],
  ["its name", new Named("x"), "NamedOtherwise"],
  ["the name that it was given", Object.assign(new Error("x"), { name: "Given" }), "Given"],
  ["its class, where the name is empty", Object.assign(new NotFound(), { name: "" }), "NotFound"],
  [
    "its class, where the name is no string",
    Object.assign(new NotFound(), { name: 5 }),
    "NotFound",
  ],
  ["its class, where the name throws", unusual({ name: { get: refuse } }), "Error"],
  ["the name of a DOMException", new DOMException("x", "AbortError"), "AbortError"],
  ["its class in another realm", runInNewContext("new TypeError('x')"), "TypeError"],
  [
    "nothing",
    Object.setPrototypeOf(
      new Error("x"),
      Object.create(Error.prototype, { constructor: { value: 1 } }),
    ),
    "Error",
  ],
])("the type of an error is %s", (_, error, type) => {
  expect(parsed(error)).toMatchObject({ type });
});

test("an error is one wherever it is", () => {
  const error = new NotFound("x");
  const value = {
    a: error,
    list: [error],
    map: new Map([["b", error]]),
    json: { toJSON: () => error },
  };
  const { a, list, map, json } = parsed(value);
  expect(a).toEqual(parsed(error));
  expect(list).toEqual([a]);
  expect(map).toEqual({ b: a });
  expect(json).toEqual(a);
});

test("a chain of causes is followed", () => {
  const error = new Error("a", { cause: new Error("b", { cause: new TypeError("c") }) });
  expect(told(error)).toMatchObject({
    message: "a",
    cause: { message: "b", cause: { message: "c", type: "TypeError" } },
  });
});

test("an error that is its own cause is marked", () => {
  const error = new Error("a");
  error.cause = error;
  expect(told(error)).toEqual({ type: "Error", message: "a", cause: "[Circular]" });
});

test("causes that go too deep are named", () => {
  let error = new TypeError("last");
  for (let i = 0; i < 8; i++) error = new TypeError(`${i}`, { cause: error });
  expect(textOf(plainOf(error))).toContain('"cause":"[TypeError]"');
});

describe("a property of an error", () => {
  test.each<[name: string, properties: object, told: object]>([
    ["is told", { a: { b: 1 } }, { a: { b: 1 } }],
    ["that is undefined is left out", { a: undefined, cause: undefined }, {}],
    ["called type gives way", { type: "entity.too.large" }, { type_: "entity.too.large" }],
    ["called type gives way to others", { type: 1, type_: 2 }, { type__: 1, type_: 2 }],
    [
      "called as a part is that part",
      { message: "m", code: 5, errors: { a: 1 } },
      { message: "m", code: 5, errors: { a: 1 } },
    ],
    ["that is its name is the type", { name: "Mine" }, { type: "Mine" }],
    ["called name that is no name is told", { name: 5 }, { name: 5 }],
    ["called stack may be anything", { stack: "none" }, {}],
  ])("%s", (_, properties, expected) => {
    const error = Object.assign(new Error("x"), properties);
    expect(told(error)).toEqual({ type: "Error", message: "x", ...expected });
  });

  test("that is a getter of the class counts where it is a part", () => {
    expect(told(new Coded("x"))).toEqual({ type: "Coded", message: "x", code: "E_INHERITED" });
  });

  test("that is a method is not the cause", () => {
    expect(told(new Verbose("x"))).toEqual({
      type: "Verbose",
      message: "x",
      cause_of_it: expect.objectContaining({ message: "reason" }),
    });
  });

  test("is one of so many at most, and the cause is told all the same", () => {
    const many = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`k${i}`, i]));
    const error = Object.assign(new Error("x", { cause: "why" }), many);
    const limits = { maxDepth: 8, maxBreadth: 2, maxLength: 10_000 };
    const { stack, ...others } = JSON.parse(textOf(plainOf(error, limits)));
    expect(others).toEqual({
      type: "Error",
      message: "x",
      k0: 0,
      k1: 1,
      cause: "why",
      "…": "+3 more",
    });
  });
});

test.each(["message", "stack", "code", "cause", "errors", "own"])(
  "an error whose %s throws has a mark in its place",
  (part) => {
    const error = unusual({ [part]: { get: refuse, enumerable: true } });
    expect(parsed(error)).toEqual({
      type: "TypeError",
      message: "x",
      stack: expect.any(String),
      [part]: "[Throws: refused]",
    });
  },
);

test("what has only the prototype of an error is told as one", () => {
  expect(parsed(Object.create(TypeError.prototype))).toEqual({ type: "TypeError", message: "" });
});
