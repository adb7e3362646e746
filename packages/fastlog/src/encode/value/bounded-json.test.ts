import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS, type Limits, plainOf, textOf } from "./plain.ts";

class Socket {
  readonly open = true;
}

const text = (value: unknown, limits: Partial<Limits>): string =>
  textOf(plainOf(value, { ...DEFAULT_LIMITS, ...limits }));

const numbered = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));

describe("a value beyond the depth limit is named:", () => {
  test.each<[value: unknown, maxDepth: number, text: string]>([
    [{ a: { b: { c: 1 } } }, 3, '{"a":{"b":{"c":1}}}'],
    [{ a: { b: { c: 1 } } }, 2, '{"a":{"b":"[Object]"}}'],
    [{ a: { b: 1 }, c: 2 }, 1, '{"a":"[Object]","c":2}'],
    [{ a: [1] }, 1, '{"a":"[Array]"}'],
    [[new Socket()], 1, '["[Socket]"]'],
    [[new Map(), new Set(), new TypeError("x")], 1, '["[Map]","[Set]","TypeError: x"]'],
    [[Object.create(null)], 1, '["[Object]"]'],
    [
      [new Date(0), /x/, new Uint8Array(1)],
      1,
      '["1970-01-01T00:00:00.000Z","/x/","[Uint8Array(1)]"]',
    ],
    [[{ toJSON: () => "short" }, { toJSON: () => ({}) }], 1, '["short","[Object]"]'],
    [{}, 0, "[Object]"],
  ])("%o to a depth of %d is %s", (value, maxDepth, expected) => {
    expect(text(value, { maxDepth })).toBe(expected);
  });
});

describe("members beyond the breadth limit are counted:", () => {
  test.each<[name: string, value: unknown, text: string]>([
    ["an object", { a: 1, b: 2, c: 3, d: 4 }, '{"a":1,"b":2,"…":"+2 more"}'],
    ["an object that just fits", { a: 1, b: 2 }, '{"a":1,"b":2}'],
    ["an object with such a key", { "…": 1, "…_": 2, c: 3 }, '{"…":1,"…_":2,"…__":"+1 more"}'],
    ["an array", [1, 2, 3, 4], '[1,2,"… 2 more items"]'],
    ["an array that just fits", [1, 2], "[1,2]"],
    ["a sparse array", new Array(1e9), '[null,null,"… 999999998 more items"]'],
    [
      "a map",
      new Map([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
      '{"1":1,"2":2,"…":"+1 more"}',
    ],
    [
      "a map with such a key",
      new Map([
        ["…", 1],
        ["b", 2],
        ["c", 3],
      ]),
      '{"…":1,"b":2,"…_":"+1 more"}',
    ],
    ["a set", new Set([1, 2, 3]), '[1,2,"… 1 more items"]'],
    ["a list of pairs", new URLSearchParams("a=1&b=2&c=3"), '{"a":"1","b":"2","…":"more"}'],
    ["members that are left out", { a: undefined, b: undefined, c: 1 }, '{"…":"+1 more"}'],
  ])("%s", (_, value, expected) => {
    expect(text(value, { maxBreadth: 2 })).toBe(expected);
  });

  test("only members that are written are read", () => {
    let read = 0;
    const value = new Proxy(
      {},
      {
        ownKeys: () => Object.keys(numbered(1_000)),
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
        get: (_, key) => (key === "toJSON" ? undefined : ++read),
      },
    );
    text(value, { maxBreadth: 3 });
    expect(read).toBe(3);
  });

  test("a map's size is its own, not what its class says", () => {
    class Odd extends Map<string, number> {
      override get size(): number {
        return -1;
      }
      override entries(): never {
        throw new Error("no");
      }
      override [Symbol.iterator](): never {
        throw new Error("no");
      }
    }
    const odd = new Odd();
    odd.set("a", 1).set("b", 2);
    expect(text(odd, { maxBreadth: 1 })).toBe('{"a":1,"…":"+1 more"}');
  });

  test("a list that is endless is taken from", () => {
    class Endless {
      *entries(): Generator<[number, number]> {
        for (let i = 0; ; i++) yield [i, i];
      }
    }
    Object.defineProperty(Endless.prototype, Symbol.iterator, { value: Endless.prototype.entries });
    expect(text(new Endless(), { maxBreadth: 2 })).toBe('{"0":0,"1":1,"…":"more"}');
  });
});

describe("a text that is too long is cut:", () => {
  test.each<[name: string, value: unknown, maxLength: number, text: string]>([
    ["a string", { a: "0123456789" }, 10, '{"a":"01234…(+5 characters)"}'],
    ["a string that just fits", { a: "0123456789" }, 15, '{"a":"0123456789"}'],
    ["by what its escapes take up", { a: "0\n\n\n456789" }, 10, '{"a":"0\\n\\n…(+7 characters)"}'],
    ["before an escape that does not fit", { a: "012\u001b4" }, 10, '{"a":"012…(+2 characters)"}'],
    ["before a character of two halves", { a: "0123😀" }, 10, '{"a":"0123…(+2 characters)"}'],
    [
      "a string that only its escapes make too long",
      { a: "\n\n\n\n" },
      10,
      '{"a":"\\n\\n…(+2 characters)"}',
    ],
    [
      "and what follows is counted",
      { a: "0123456789", b: 1, c: 2 },
      10,
      '{"a":"01234…(+5 characters)","…":"+2 more"}',
    ],
    ["a list", [1, 2, 3, 4, 5], 4, '[1,2,"… 3 more items"]'],
    [
      "what is inside",
      { a: [{ b: "01234" }, 1], c: 1 },
      14,
      '{"a":[{"b":"012…(+2 characters)"},"… 1 more items"],"…":"+1 more"}',
    ],
    [
      "a key that does not fit",
      { a: 1, [`${"k".repeat(99)}`]: 2, c: 3 },
      20,
      '{"a":1,"…":"+2 more"}',
    ],
    ["a bigint", { a: 10n ** 20n }, 10, '{"a":"10000…(+16 characters)"}'],
    [
      "a mark",
      {
        a: {
          toJSON: () => {
            throw new Error("0123456789");
          },
        },
      },
      10,
      '{"a":"[Thro…(+15 characters)"}',
    ],
    ["all", { a: 1 }, 0, '{"…":"+1 more"}'],
  ])("%s", (_, value, maxLength, expected) => {
    expect(text(value, { maxLength })).toBe(expected);
  });

  test("a primitive value is left to the format", () => {
    expect(text("0123456789", { maxLength: 5 })).toBe("0123456789");
  });

  test("a value whose parts are used many times over ends", () => {
    let value: unknown = "leaf";
    for (let i = 0; i < 30; i++) value = { left: value, right: value };
    expect(text(value, { maxDepth: 100, maxLength: 5_000 }).length).toBeLessThan(7_000);
  });

  test("a long message does not keep the parts of an error from being counted", () => {
    const error = Object.assign(new Error("m".repeat(100)), { a: 1 });
    const { message, ...others } = JSON.parse(text(error, { maxLength: 50 }));
    expect(message).toMatch(/^m+…\(\+\d+ characters\)m*$/);
    expect(others).toEqual({ type: "Error", "…": "+2 more" });
  });
});

test("an object with a million members is written as far as it fits", () => {
  expect(text(numbered(1_000_000), { maxBreadth: 1 })).toBe('{"k0":0,"…":"+999999 more"}');
});
