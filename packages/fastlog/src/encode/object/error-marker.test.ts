import { describe, expect, test } from "vitest";
import { compileRedaction, type Redact } from "../../redact/redact.ts";
import { DEFAULT_LIMITS, plainOf } from "../value/plain.ts";
import { dataOf } from "../value/plain-data.ts";

type Make = (message: string, inner: Error) => Error;

const caused: Make = (message, cause) => new RangeError(message, { cause });
const gathered: Make = (message, inner) => new AggregateError([inner, new Error("no")], message);

/** An error with so many inside of it, one in the other. */
function chain(length: number, make: Make, root: Error = new TypeError("the first of all")): Error {
  let error = root;
  for (let i = length; i > 0; i--) error = make(String(i), error);
  return error;
}

/** What stands for the error that is the first too deep one. */
function deepest(error: Error, redact?: Redact): unknown {
  const redaction = redact === undefined ? undefined : compileRedaction(redact);
  let value = dataOf(plainOf(error, DEFAULT_LIMITS, redaction));
  while (typeof value === "object" && value !== null) {
    const { cause, errors } = value as { cause?: unknown; errors?: readonly unknown[] };
    value = cause ?? errors?.[0];
  }
  return value;
}

describe.each<[name: string, make: Make, named: string]>([
  ["a cause", caused, "RangeError"],
  ["one of the errors in an error", gathered, "AggregateError"],
])("%s", (_, make, named) => {
  test("beyond the depth limit is represented by its type and message", () => {
    expect(deepest(chain(8, make))).toBe("TypeError: the first of all");
  });

  test("is written with its causes", () => {
    expect(deepest(chain(10, make))).toBe(
      `${named}: 9; cause: ${named}: 10; cause: TypeError: the first of all`,
    );
  });

  test("is told with the first of all, however many there are between", () => {
    expect(deepest(chain(30, make))).toBe(
      [
        ...[9, 10, 11, 12, 13, 14, 15].map((i) => `${named}: ${i}`),
        "… 15 more",
        "TypeError: the first of all",
      ].join("; cause: "),
    );
  });

  test("is written without its message if that is redacted", () => {
    expect(deepest(chain(9, make), ["**.message"])).toBe(
      `${named}: [Redacted]; cause: TypeError: [Redacted]`,
    );
    const removed = { paths: ["**.message"], remove: true };
    expect(deepest(chain(9, make), removed)).toBe(`${named}; cause: TypeError`);
  });
});

test("a cause by a path of its own is redacted where it is named", () => {
  const path = `${"cause.".repeat(9)}message`;
  expect(deepest(chain(9, caused), [path])).toBe("RangeError: 9; cause: TypeError: [Redacted]");
});

test("a censor is told the way to a message that is named", () => {
  const ways: string[] = [];
  const censor = (_: unknown, way: string[]): string => {
    ways.push(way.join("."));
    return "x";
  };
  deepest(chain(9, caused), { paths: ["**.message"], censor });
  expect(ways.at(-1)).toBe(`${"cause.".repeat(9)}message`);
});

test("an error without a message is its type", () => {
  expect(deepest(chain(8, caused, new TypeError()))).toBe("TypeError");
});

test("causes that go round are named once", () => {
  const root = new TypeError("root");
  const error = chain(9, caused, root);
  root.cause = new Error("other", { cause: root });
  expect(deepest(error)).toBe("RangeError: 9; cause: TypeError: root; cause: Error: other");
});

test("a chain without an end is followed for a while only", () => {
  class Endless extends Error {
    override get cause(): Error {
      return new Endless("again");
    }
  }
  expect(String(deepest(new Endless("first")))).toMatch(/^Endless: again; cause: .*… \d+ more/);
});

test.each<[name: string, properties: PropertyDescriptorMap, mark: string]>([
  ["whose message throws", { message: { get: refuse } }, "TypeError: [Throws: refused]"],
  ["whose message is no text", { message: { value: { a: 1 } } }, "TypeError: [Object]"],
  ["whose cause throws", { cause: { get: refuse } }, "TypeError: x"],
  ["whose errors are a revoked proxy", { errors: { value: revoked() } }, "TypeError: x"],
  ["whose cause is a revoked proxy", { cause: { value: revoked() } }, "TypeError: x"],
])("an error %s is named all the same", (_, properties, mark) => {
  const root = Object.defineProperties(new TypeError("x"), properties);
  expect(deepest(chain(8, caused, root))).toBe(mark);
});

function refuse(): never {
  throw new Error("refused");
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}
