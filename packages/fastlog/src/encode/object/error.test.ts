import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { plainOf, textOf } from "../value/plain.ts";

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

test("an error has its type, message and stack, in this order", () => {
  const error = new TypeError("failed");
  expect(Object.entries(parsed(error))).toEqual([
    ["type", "TypeError"],
    ["message", "failed"],
    ["stack", error.stack],
  ]);
});

test("the code, other properties, the cause and the errors follow", () => {
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

describe("an error inherits", () => {
  class Numbered extends Error {}
  Object.assign(Numbered.prototype, { status: 404, describe: () => "a method", absent: undefined });
  class Given extends Numbered {}
  Object.defineProperty(Given.prototype, "expose", { get: () => true, enumerable: true });
  Object.defineProperty(Given.prototype, "LIMIT", { value: 7, enumerable: true });
  Object.assign(Given.prototype, { name: "GivenOtherwise" });

  test("the properties that its classes have for all of their errors, and no methods or constants", () => {
    expect(told(new Given("x"))).toEqual({
      type: "GivenOtherwise",
      message: "x",
      expose: true,
      status: 404,
    });
  });

  test("nothing under a name that it has itself", () => {
    expect(told(Object.assign(new Given("x"), { status: 410, own: 1 }))).toEqual({
      type: "GivenOtherwise",
      message: "x",
      status: 410,
      own: 1,
      expose: true,
    });
  });

  test("nothing of a class of which a proxy makes up another one, and another one, for ever", () => {
    const endless = (): object =>
      new Proxy({}, { getPrototypeOf: endless, ownKeys: () => [], get: () => undefined });
    const error = Object.setPrototypeOf(new Error("x"), endless());
    expect(parsed(error)).toMatchObject({ message: "x" });
  });
});

test("what a class says of an error is told beside the one property that the error has", () => {
  expect(told(Object.assign(new Coded("x"), { own: 1 }))).toEqual({
    type: "Coded",
    message: "x",
    code: "E_INHERITED",
    own: 1,
  });
});

test("a DOMException has its cause, and none of the constants of its class", () => {
  const error = new DOMException("x", { name: "AbortError", cause: new Error("why") } as never);
  expect(told(error)).toEqual({
    type: "AbortError",
    message: "x",
    code: 20,
    cause: expect.objectContaining({ message: "why" }),
  });
});

test("both errors of a SuppressedError are written", () => {
  // As the platform makes one, and as what stands in for it where the platform has none.
  const error = Object.defineProperties(new Error("suppressed"), {
    name: { value: "SuppressedError" },
    error: { value: new Error("second"), configurable: true, writable: true },
    suppressed: { value: new Error("first"), configurable: true, writable: true },
  });
  expect(told(error)).toEqual({
    type: "SuppressedError",
    message: "suppressed",
    error: expect.objectContaining({ message: "second" }),
    suppressed: expect.objectContaining({ message: "first" }),
  });
  const own = Object.assign(new Error("x"), { error: 1, suppressed: 2 });
  expect(told(own)).toEqual({ type: "Error", message: "x", error: 1, suppressed: 2 });
});

test("a stack of call sites is the text that it would be otherwise", () => {
  const { prepareStackTrace } = Error;
  const text = new NotFound("x").stack as string;
  try {
    Error.prepareStackTrace = (_, sites) => sites;
    const { stack } = parsed(new NotFound("x"));
    const [head, ...frames] = String(stack).split("\n");
    expect(head).toBe("NotFound: x");
    expect(frames).toHaveLength(text.split("\n").length - 1);
    expect(frames[0]).toMatch(/^ {4}at .*error\.test\.ts:\d+:\d+\)?$/);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
});

test("a stack that is another list is that list", () => {
  const error = Object.defineProperty(new Error("x"), "stack", { value: [{ a: 1 }] });
  expect(parsed(error)).toMatchObject({ stack: [{ a: 1 }] });
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

test("an object with only the prototype of an error is written as one", () => {
  expect(parsed(Object.create(TypeError.prototype))).toEqual({ type: "TypeError", message: "" });
});
