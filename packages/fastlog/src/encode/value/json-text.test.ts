import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile, UNSAFE } from "../../../test/fixtures/unit/hostile.ts";
import { NASTY, nasty } from "../../../test/fixtures/unit/nasty.ts";
import type { Censor, Members } from "../../redact/members.ts";
import { MAX_NAME } from "../object/rename.ts";
import { DEFAULT_LIMITS, Json, plainOf, textOf } from "./plain.ts";

const refuse = (): never => {
  throw new Error("refused");
};

const refusing = (...traps: string[]): object =>
  new Proxy({ a: 1 }, Object.fromEntries(traps.map((trap) => [trap, refuse])));

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const text = (value: unknown): string => textOf(plainOf(value));

describe("a value that throws is replaced by a mark, and the rest is written:", () => {
  test.each<[name: string, value: unknown, text: string]>([
    [
      "a getter",
      {
        a: 1,
        get b() {
          return refuse();
        },
        c: 2,
      },
      '{"a":1,"b":"[Throws: refused]","c":2}',
    ],
    ["toJSON", { a: { toJSON: refuse }, b: 1 }, '{"a":"[Throws: refused]","b":1}'],
    [
      "a getter of toJSON",
      {
        a: {
          get toJSON() {
            return refuse();
          },
        },
        b: 1,
      },
      '{"a":"[Throws: refused]","b":1}',
    ],
    [
      "an element",
      Object.defineProperty([0, 1, 2], 1, { get: refuse }),
      '[0,"[Throws: refused]",2]',
    ],
    ["the keys", [refusing("ownKeys"), 1], '["[Throws: refused]",1]'],
    ["a descriptor", [refusing("getOwnPropertyDescriptor"), 1], '["[Throws: refused]",1]'],
    ["the prototype", [refusing("getPrototypeOf"), 1], '["[Throws: refused]",1]'],
    ["every property", [refusing("get"), 1], '["[Throws: refused]",1]'],
    [
      "a member of a proxy",
      new Proxy(
        { a: 1, b: 2 },
        { get: (_, key) => (key === "a" ? refuse() : key === "b" ? 2 : undefined) },
      ),
      '{"a":"[Throws: refused]","b":2}',
    ],
    [
      "the name of a function",
      [Object.defineProperty(() => {}, "name", { get: refuse }), 1],
      '["[Throws: refused]",1]',
    ],
    [
      "the name of a class at the end of the depth",
      deep(
        8,
        Object.create({
          get constructor() {
            return refuse();
          },
        }),
      ),
      `${'{"a":'.repeat(8)}"[Throws: refused]"${"}".repeat(8)}`,
    ],
    [
      "a key of a map",
      new Map([
        [revoked({}), 1],
        [2, 2],
      ] as [unknown, number][]),
      '{"2":2,"[Throws]":1}',
    ],
    [
      "an entry of a list of pairs",
      [
        pairs(function* () {
          yield ["a", 1];
          refuse();
        }),
      ],
      '["[Throws: refused]"]',
    ],
    [
      "a text",
      [
        {
          toJSON() {
            throw 'a "reason"\n';
          },
        },
      ],
      '["[Throws: a \\"reason\\"\\n]"]',
    ],
  ])("%s", (_, value, expected) => {
    expect(JSON.parse(text(value))).toEqual(JSON.parse(expected));
  });

  test("the text of an object that throws halfway is taken back", () => {
    const value = [
      1,
      pairs(function* () {
        yield ["a", 1];
        yield 5;
      }),
      { toJSON: () => revoked([]) },
      2,
    ];
    expect(text(value)).toMatch(/^\[1,\{\},"\[Throws: [^"]*revoked"?\]?[^"]*",2\]$/);
  });

  test.each(NASTY)("%s", (_, make) => {
    const before = text({ before: 1, after: 2 });
    const json = text({ before: 1, nasty: make(), after: 2 });
    const { nasty: _nasty, ...others } = JSON.parse(json);
    expect(others).toEqual(JSON.parse(before));
  });
});

describe("a proxy that lies is taken at its word:", () => {
  test.each<[name: string, value: unknown, text: string]>([
    [
      "a length that is none",
      new Proxy([1, 2], { get: (list, key) => (key === "length" ? "x" : Reflect.get(list, key)) }),
      "[]",
    ],
    [
      "a length below zero",
      new Proxy([1, 2], { get: (list, key) => (key === "length" ? -1 : Reflect.get(list, key)) }),
      "[]",
    ],
    [
      "keys that are not there",
      new Proxy(
        {},
        {
          ownKeys: () => ["a"],
          getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
        },
      ),
      "{}",
    ],
  ])("%s", (_, value, expected) => {
    expect(text(value)).toBe(expected);
  });

  test("prototypes without end", () => {
    const endless = (): object => new Proxy({ a: 1 }, { getPrototypeOf: endless });
    expect(text(endless())).toBe('{"a":1}');
  });
});

test("a value of any depth is written up to the limit", () => {
  const value = deep(100_000, {});
  expect(text(value)).toBe(`${'{"a":'.repeat(8)}"[Object]"${"}".repeat(8)}`);
  expect(() =>
    plainOf(deep(100_000, []), { ...DEFAULT_LIMITS, maxDepth: 1_000_000 }),
  ).not.toThrow();
});

describe("a stack that is all but full", () => {
  let value: object = {};
  for (let i = 0; i < 7; i++) value = { a: 1, b: value, c: 2 };

  /** What it makes at each depth of the stack, but where there is no room for the call itself. */
  function everywhere(write: () => string): ReadonlySet<string> {
    const texts = new Set<string>();
    const descend = (): void => {
      try {
        descend();
      } catch {
        // The end is reached: from here on upwards there is a little more room each time.
      }
      texts.add(write());
    };
    descend();
    return texts;
  }

  test("makes a mark, and JSON text all the same", () => {
    const whole = text(value);
    for (const json of everywhere(() => text(value))) {
      if (json !== whole) expect(json).toContain("[Throws");
      if (json.startsWith("{")) expect(() => JSON.parse(json)).not.toThrow();
    }
  });

  test("does not lead redaction astray", () => {
    const paths = new Set<string>();
    const censor: Censor = {
      needsValue: true,
      replace: (_, path) => {
        paths.add(path.join("."));
        return "***";
      },
    };
    const redaction: Members = {
      member: (name) =>
        name === "c" ? { censor, inside: undefined } : { censor: undefined, inside: redaction },
    };
    everywhere(() => textOf(plainOf(value, DEFAULT_LIMITS, redaction)));
    expect([...paths].filter((path) => !/^(b\.){0,6}c$/.test(path))).toEqual([]);
    expect(paths.size).toBe(7);
  });
});

test("user code may write the same value while that is written", () => {
  let isInside = false;
  const value = {
    list: [1],
    get again(): string {
      if (isInside) return "inside";
      isInside = true;
      return text(value);
    },
    last: { toJSON: () => text({ x: 1 }) },
  };
  const inner = '{"list":[1],"again":"inside","last":"{\\"x\\":1}"}';
  expect(JSON.parse(text(value))).toEqual({ list: [1], again: inner, last: '{"x":1}' });
});

test("user code that writes its own value over and over ends in a mark", () => {
  let isMarked = false;
  const value = {
    toJSON(): string {
      if (text([value]).includes("[Throws: Maximum call stack size exceeded]")) isMarked = true;
      return "text";
    },
  };
  expect(text(value)).toBe("text");
  expect(isMarked).toBe(true);
});

/** Values of all kinds, in each other. */
const anything = fc.anything({
  maxDepth: 5,
  key: fc.oneof(
    fc.string(),
    fc.constantFrom("__proto__", "toJSON", "…", "type", "length"),
    hostile,
  ),
  values: [
    hostile,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined, Symbol("s"), () => {}),
    hostile.map((message) => new TypeError(message)),
    hostile.map((type) => Object.assign(new Error("x"), { type, cause: { type } })),
    fc.array(fc.tuple(fc.string(), fc.string())).map((list) => new URLSearchParams(list)),
  ],
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

const limits = fc.record({
  maxDepth: fc.integer({ min: 0, max: 8 }),
  maxBreadth: fc.integer({ min: 0, max: 20 }),
  maxLength: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(65_536)),
});

const unsafe = new Set(UNSAFE);

/** Parses JSON text, and makes sure that it may stand in a line as it is. */
function parsed(json: string): unknown {
  expect([...json].filter((character) => unsafe.has(character))).toEqual([]);
  expect(repeatedKeys(json)).toEqual([]);
  return JSON.parse(json);
}

/** The keys that an object has twice, which JSON.parse does not tell. */
function repeatedKeys(json: string): readonly string[] {
  const repeated: string[] = [];
  const open: Set<string>[] = [];
  for (const [token, key] of json.matchAll(/("(?:[^"\\]|\\.)*"):|"(?:[^"\\]|\\.)*"|[[{}\]]/g)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (key !== undefined) {
      const keys = open.at(-1) as Set<string>;
      const name = JSON.parse(key) as string;
      if (keys.has(name)) repeated.push(name);
      keys.add(name);
    }
  }
  return repeated;
}

describe("for any value, nothing throws, and", () => {
  test("its JSON text is safe, has no key twice, and is not much longer than allowed", () => {
    fc.assert(
      fc.property(anything, limits, (value, limits) => {
        const plain = plainOf(value, limits);
        if (!(plain instanceof Json)) return;
        parsed(plain.text);
        expect(plain.text.length).toBeLessThanOrEqual(limits.maxLength + 1_000);
      }),
      { numRuns: 2_000 },
    );
  });

  test("the same holds around what is nasty", () => {
    const around = fc.tuple(anything, nasty, anything);
    fc.assert(
      fc.property(around, limits, ([before, make, after], limits) => {
        const plain = plainOf({ before, nasty: make(), list: [make(), after], after }, limits);
        if (!(plain instanceof Json)) return;
        parsed(plain.text);
        expect(plain.text.length).toBeLessThanOrEqual(limits.maxLength + 1_000);
      }),
      { numRuns: 1_000 },
    );
  });

  test("the same value is written the same", () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(plainOf(value)).toEqual(plainOf(value));
      }),
    );
  });

  test("a JSON value is parsed to its original", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 7 }), (value) => {
        const read = parsed(text([value]));
        expect(read).toEqual(JSON.parse(JSON.stringify([value])));
      }),
      { numRuns: 1_000 },
    );
  });

  test("text is read again as it was, as a key and as a value", () => {
    fc.assert(
      fc.property(hostile, (string) => {
        const key = string.slice(0, MAX_NAME);
        const value = JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(string)}}`);
        const read = parsed(textOf(plainOf(value, { ...DEFAULT_LIMITS, maxLength: 10_000_000 })));
        expect(wellFormed(read)).toEqual(wellFormed(value));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** An object of texts without lone surrogates: long texts have U+FFFD for them, short ones when they become bytes. */
function wellFormed(object: unknown): unknown {
  const pairs = Object.entries(object as Record<string, string>);
  return Object.fromEntries(pairs.map((pair) => pair.map((text) => text.toWellFormed())));
}

test("a cut text is valid UTF-8 if the whole is", () => {
  const whole = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(whole, fc.nat({ max: 40 }), (string, maxLength) => {
      const json = textOf(plainOf([string], { ...DEFAULT_LIMITS, maxLength }));
      expect(Buffer.from(json).toString()).toBe(json);
      const [start] = JSON.parse(json);
      expect(
        start === string ||
          string.startsWith(start.replace(/…\(\+\d+ characters\)$|… \d+ more items$/, "")),
      ).toBe(true);
    }),
  );
});

function deep(depth: number, end: unknown): unknown {
  let value = end;
  for (let i = 0; i < depth; i++) value = { a: value };
  return value;
}

/** A list of pairs as the web has them. */
function pairs(entries: () => Iterator<unknown>): object {
  return Object.create({ entries, [Symbol.iterator]: entries });
}

describe("names that differ in a lone surrogate only", () => {
  const names = { "\ud800": 1, "\udc00": 2, "\ufffd": 3, a: 4 };
  const written = '"\ufffd_":1,"\ufffd__":2,"\ufffd":3,"a":4';

  test.each<[of: string, value: unknown]>([
    ["an object", { in: names }],
    ["a Map", { in: new Map(Object.entries(names)) }],
    ["an Error", { in: Object.assign(new Error("x"), names) }],
  ])("stay different in %s, although UTF-8 has the same character for all of them", (_, value) => {
    const found = Buffer.from(text(value)).toString();
    const keys = [...found.matchAll(/"(\ufffd_*)":/g)].map(([, key]) => key);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(3);
    if (_ === "an object") expect(found).toBe(`{"in":{${written}}}`);
  });
});
