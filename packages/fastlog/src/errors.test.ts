import { expect, test, vi } from "vitest";
import { FastlogError } from "./errors.ts";

/** The class as another copy of the package has it. */
async function another(): Promise<typeof FastlogError> {
  vi.resetModules();
  return (await import("./errors.ts")).FastlogError;
}

test("an error of another copy of the package is an instance of this one's class", async () => {
  const Other = await another();
  expect(Other).not.toBe(FastlogError);
  expect(new Other("ERR_FASTLOG_INVALID_LEVEL", "m")).toBeInstanceOf(FastlogError);
  expect(new FastlogError("ERR_FASTLOG_INVALID_LEVEL", "m")).toBeInstanceOf(Other);
});

test.each([
  ["another error", new Error("m")],
  ["an object with its code", { code: "ERR_FASTLOG_INVALID_LEVEL", name: "FastlogError" }],
  ["nothing", null],
  ["a string", "FastlogError"],
])("%s is no instance of the class", (_, value) => {
  expect(value instanceof FastlogError).toBe(false);
});

test("a subclass has only its own instances", () => {
  class Own extends FastlogError {}
  expect(new Own("ERR_FASTLOG_INVALID_LEVEL", "m")).toBeInstanceOf(FastlogError);
  expect(new Own("ERR_FASTLOG_INVALID_LEVEL", "m")).toBeInstanceOf(Own);
  expect(new FastlogError("ERR_FASTLOG_INVALID_LEVEL", "m")).not.toBeInstanceOf(Own);
});

test("the mark of an error is not visible", () => {
  const error = new FastlogError("ERR_FASTLOG_INVALID_LEVEL", "m");
  expect(Reflect.ownKeys(error).sort()).toEqual(["code", "message", "name", "stack"]);
});

test("an error does not show the password of a URL that it quotes", () => {
  const error = new FastlogError("ERR_FASTLOG_INVALID_BACKEND", 'invalid "tcp://u:hunter2@h:x"');
  expect(error.message).toBe('invalid "tcp://u:[Redacted]@h:x"');
});
