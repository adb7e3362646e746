import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Copying } from "../../../test/fixtures/unit/backends.ts";
import { Batch } from "../../batch/batch.ts";
import { LEVELS } from "../../level.ts";
import { RecordWriter } from "../bytes/record-writer.ts";
import { DEFAULT_LIMITS } from "../object/limits.ts";
import { plainOf, textOf } from "./plain.ts";
import { PlainError } from "./plain-error.ts";

const MAX_RECORD = 8192;
const errors = new PlainError(DEFAULT_LIMITS);

/** What is written of a value; `undefined` where that is left to others. */
function written(value: object, before = 0): string | undefined {
  const out = new RecordWriter(new Batch(new Copying(), 0, MAX_RECORD), MAX_RECORD, 0);
  out.begin(LEVELS.info);
  out.safeText(" ".repeat(before));
  if (!errors.write(out, value)) return undefined;
  return out.written.toString().slice(before);
}

const asText = (value: object): string => textOf(plainOf(value));

class NotFound extends Error {
  override name = "NotFoundError";
}

describe("is written:", () => {
  test.each<[string, Error]>([
    ["an error", new Error("refused")],
    ["one of a class", new RangeError("too many")],
    ["one with a code", Object.assign(new Error("refused"), { code: "ECONNREFUSED" })],
    ["one whose code is a number", Object.assign(new Error("refused"), { code: 12 })],
    ["one whose code is no number", Object.assign(new Error("x"), { code: Number.NaN })],
    ["one without a message", new Error("")],
    ["one whose message has lines and quotes", new Error('a\n    at "b"\u202e\u0000é🚀')],
    ["one whose stack is empty", Object.assign(new Error("x"), { stack: "" })],
    ["one whose stack has no frames", Object.assign(new Error("x"), { stack: "Error: x" })],
    [
      "one whose stack is long",
      Object.assign(new Error("x"), { stack: "a\n    at b".repeat(200) }),
    ],
  ])("%s", (_, error) => {
    // The frames are kept from the second time on.
    for (let i = 0; i < 3; i++) expect(written(error)).toBe(asText(error));
  });

  test("any message and stack", () => {
    const text = fc.string({ unit: "binary", maxLength: 80 });
    fc.assert(
      fc.property(text, text, text, (message, head, frame) => {
        const error = Object.assign(new Error(message), { stack: `${head}\n    at ${frame}` });
        expect(written(error)).toBe(asText(error));
      }),
    );
  });
});

describe("is left to others:", () => {
  test.each<[string, object]>([
    ["an object", { message: "x", stack: "y" }],
    ["an error with a cause", new Error("x", { cause: new Error("y") })],
    ["one with a property", Object.assign(new Error("x"), { status: 404 })],
    ["one whose class sets its name", new NotFound("x")],
    ["one with errors", new AggregateError([new Error("x")], "y")],
    ["one whose message is no text", Object.assign(new Error("x"), { message: 1 })],
    ["one whose code is an object", Object.assign(new Error("x"), { code: {} })],
    [
      "one whose stack throws",
      Object.defineProperty(new Error("x"), "stack", {
        get() {
          throw new Error("no stack");
        },
      }),
    ],
    [
      "a proxy that throws",
      new Proxy(new Error("x"), {
        getPrototypeOf: () => {
          throw new Error("no");
        },
      }),
    ],
  ])("%s", (_, value) => {
    expect(written(value)).toBeUndefined();
  });

  test("one that does not fit, wherever the record ends", () => {
    const error = Object.assign(new Error("refused"), { code: 12 });
    const { length } = asText(error);
    let fitting = 0;
    for (let before = MAX_RECORD - length - 100; before < MAX_RECORD; before++) {
      const text = written(error, before);
      if (text === undefined) continue;
      expect(text).toBe(asText(error));
      fitting++;
    }
    expect(fitting).toBeGreaterThan(0);
    expect(written(error, MAX_RECORD - length)).toBeUndefined();
  });
});
