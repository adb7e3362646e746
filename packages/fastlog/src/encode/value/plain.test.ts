import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, describe as group, test } from "vitest";
import { NASTY } from "../../../test/fixtures/unit/nasty.ts";
import { DEFAULT_LIMITS, describe, inspected, Json, plainOf, textOf, throwsMark } from "./plain.ts";

class Point {
  readonly x = 1;
  readonly #y = 2;
  get y(): number {
    return this.#y;
  }
}

class Query {
  readonly #pairs = new Map([["a", 1]]);
  entries(): IterableIterator<[string, number]> {
    return this.#pairs.entries();
  }
}
Object.defineProperty(Query.prototype, Symbol.iterator, { value: Query.prototype.entries });

class Reading extends Date {
  override toJSON(): string {
    return "just now";
  }
}

class Id extends Uint8Array {
  toJSON(): string {
    return Buffer.from(this).toString("hex");
  }
}

function named(): void {}

const sparse: unknown[] = [1];
sparse[3] = 4;

const BARE: [value: unknown, plain: string | number | boolean | bigint | null][] = [
  ["text", "text"],
  ["", ""],
  [42, 42],
  [-0, -0],
  [Number.NaN, Number.NaN],
  [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  [true, true],
  [null, null],
  [undefined, "undefined"],
  [12345678901234567890n, 12345678901234567890n],
  [Symbol("s"), "Symbol(s)"],
  [Symbol(), "Symbol()"],
  [named, "[Function: named]"],
  [Point, "[Function: Point]"],
  [(() => () => {})(), "[Function]"],
  [Object.defineProperty(() => {}, "name", { value: 1 }), "[Function]"],
  [Object.assign(() => {}, { toJSON: () => "not asked" }), "[Function]"],
  [new Date(Date.UTC(2026, 10, 21)), "2026-11-21T00:00:00.000Z"],
  [new Date(Number.NaN), "Invalid Date"],
  [new Reading(), "just now"],
  [new URL("https://u@h.example/a?b=c#d"), "https://u@h.example/a?b=c#d"],
  [/x\/y/giu, "/x\\/y/giu"],
  [Object("boxed"), "boxed"],
  [Object(7), 7],
  [Object(false), false],
  [Object(7n), 7n],
  [Object(Symbol("s")), "Symbol(s)"],
  [new Uint8Array(12), "[Uint8Array(12)]"],
  [new Float64Array(2), "[Float64Array(2)]"],
  [Buffer.alloc(12), "[Buffer(12)]"],
  [new Id([1, 255]), "01ff"],
  [new ArrayBuffer(12), "[ArrayBuffer(12)]"],
  [new SharedArrayBuffer(12), "[SharedArrayBuffer(12)]"],
  [new DataView(new ArrayBuffer(12), 4), "[DataView(8)]"],
  [Promise.resolve(1), "[Promise]"],
  [new WeakMap(), "[WeakMap]"],
  [new WeakSet(), "[WeakSet]"],
  [new WeakRef({}), "[WeakRef]"],
  [(function* () {})(), "[Generator]"],
  [(async function* () {})(), "[AsyncGenerator]"],
  [new Map().entries(), "[Map Iterator]"],
  [[].values(), "[Array Iterator]"],
  [runInNewContext("new Date(0)"), "1970-01-01T00:00:00.000Z"],
  [runInNewContext("/x/"), "/x/"],
  [runInNewContext("new Uint8Array(3)"), "[Uint8Array(3)]"],
  [runInNewContext("Promise.resolve()"), "[Promise]"],
  [runInNewContext("(function* () {})()"), "[Generator]"],
  [runInNewContext("Object(5)"), 5],
  [{ toJSON: () => "itself" }, "itself"],
  [{ toJSON: () => 5 }, 5],
  [{ toJSON: () => null }, null],
  [{ toJSON: () => undefined }, "undefined"],
  [Object.create(Date.prototype), "[Date]"],
  [{ toJSON: () => named }, "[Function: named]"],
  [{ toJSON: () => new Date(0) }, "1970-01-01T00:00:00.000Z"],
];

// The values are no part of the names: not all of them can be printed.
test.each(BARE.map(([value, plain]) => [plain, value] as const))(
  "a value comes to %s",
  (plain, value) => {
    expect(plainOf(value)).toBe(plain);
    expect(textOf(plainOf(value))).toBe(String(plain));
  },
);

const JSON_TEXTS: [value: unknown, text: string][] = [
  [{}, "{}"],
  [[], "[]"],
  [{ a: 1, b: "x", c: true, d: null }, '{"a":1,"b":"x","c":true,"d":null}'],
  [{ a: { b: { c: [{}, []] } } }, '{"a":{"b":{"c":[{},[]]}}}'],
  [[1, "a", [2]], '[1,"a",[2]]'],
  [
    { a: -0, b: 1e21, c: 1.5, d: Number.NaN, e: Number.NEGATIVE_INFINITY },
    '{"a":0,"b":1e+21,"c":1.5,"d":null,"e":null}',
  ],
  [{ a: 12345678901234567890n, b: -1n }, '{"a":12345678901234567890,"b":-1}'],
  [{ a: undefined, b: 1, c: undefined }, '{"b":1}'],
  [{ a: undefined }, "{}"],
  [[undefined, 1], "[null,1]"],
  [sparse, "[1,null,null,4]"],
  [
    { a: new Date(0), b: /x/, c: new URL("http://h") },
    '{"a":"1970-01-01T00:00:00.000Z","b":"/x/","c":"http://h/"}',
  ],
  [{ a: Object("boxed"), b: Object(Number.NaN) }, '{"a":"boxed","b":null}'],
  [
    { a: Symbol("s"), b: named, c: Buffer.alloc(2) },
    '{"a":"Symbol(s)","b":"[Function: named]","c":"[Buffer(2)]"}',
  ],
  [{ [Symbol("s")]: 1 }, "{}"],
  [new Point(), '{"x":1}'],
  [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  [Object.create({ inherited: 1 }), "{}"],
  [runInNewContext("({ a: [1] })"), '{"a":[1]}'],
  [
    new Map<unknown, unknown>([
      ["a", 1],
      ["b", { c: 2 }],
    ]),
    '{"a":1,"b":{"c":2}}',
  ],
  [
    new Map<unknown, unknown>([
      [1, "number"],
      ["1", "string"],
      [1n, "bigint"],
    ]),
    '{"1":"number","1_":"string","1__":"bigint"}',
  ],
  [
    new Map<unknown, unknown>([
      [{}, 1],
      [[], 2],
      [new Point(), 3],
      [new Date(0), 4],
      [null, 5],
      [named, 6],
    ]),
    '{"[Object]":1,"[Array]":2,"[Point]":3,"1970-01-01T00:00:00.000Z":4,"null":5,"[Function: named]":6}',
  ],
  [new Map([["a", undefined]]), "{}"],
  [new Set([1, "a", undefined, { b: 2 }]), '[1,"a",null,{"b":2}]'],
  [runInNewContext("new Map([['a', new Set([1])]])"), '{"a":[1]}'],
  [new URLSearchParams("a=1&b=2&a=3"), '{"a":"1","b":"2","a_":"3"}'],
  [new Headers({ "X-A": "1" }), '{"x-a":"1"}'],
  [new Query(), '{"a":1}'],
  [
    JSON.parse('{"__proto__":{"a":1},"toString":2,"":3,"constructor":4}'),
    '{"__proto__":{"a":1},"toString":2,"":3,"constructor":4}',
  ],
  [{ 'a"b\\c\n\u202e': 'd"e\\f\r\u001b' }, '{"a\\"b\\\\c\\n\\u202e":"d\\"e\\\\f\\r\\u001b"}'],
  [{ toJSON: () => ({ a: 1 }) }, '{"a":1}'],
  [[{ toJSON: () => undefined }, { toJSON: () => Symbol("s") }], '[null,"Symbol(s)"]'],
  [{ a: { toJSON: () => undefined }, b: { toJSON: () => new Map([["c", 1]]) } }, '{"b":{"c":1}}'],
  [Object.assign([1], { toJSON: () => [2] }), "[2]"],
];

test.each(JSON_TEXTS.map(([value, text]) => [text, value] as const))(
  "a value is written as %s",
  (text, value) => {
    expect(plainOf(value)).toStrictEqual(new Json(text));
    expect(textOf(plainOf(value))).toBe(text);
  },
);

group("toJSON", () => {
  test("gets the key that JSON.stringify passes", () => {
    const asked = () => ({ toJSON: (key: unknown) => ["key", key] });
    const value = () => ({ a: asked(), b: [asked(), asked()] });
    expect(textOf(plainOf(value()))).toBe(JSON.stringify(value()));
    expect(textOf(plainOf(asked()))).toBe(JSON.stringify(asked()));
  });

  test("is called on its object, not on its result", () => {
    const value = {
      a: 1,
      toJSON(): unknown {
        return { of: this.a, toJSON: () => "not asked" };
      },
    };
    expect(textOf(plainOf(value))).toBe('{"of":1,"toJSON":"[Function: toJSON]"}');
  });

  test("may return its object", () => {
    const value = {
      a: 1,
      toJSON(): unknown {
        return this;
      },
    };
    expect(textOf(plainOf({ value }))).toBe('{"value":{"a":1,"toJSON":"[Function: toJSON]"}}');
  });

  test("that returns its object inside another one makes a cycle", () => {
    const value = { toJSON: (): unknown => ({ value }) };
    expect(textOf(plainOf(value))).toBe('{"value":"[Circular]"}');
  });

  test("that returns a containing object makes a cycle", () => {
    const value = { child: { toJSON: (): unknown => value } };
    expect(textOf(plainOf(value))).toBe('{"child":"[Circular]"}');
  });

  test("may return an object that is there twice, and be there twice itself", () => {
    const shared = { a: 1 };
    const asked = { toJSON: () => shared };
    expect(textOf(plainOf([asked, asked, shared]))).toBe('[{"a":1},{"a":1},{"a":1}]');
  });

  test("is not asked of an error", () => {
    const error = Object.assign(new Error("x"), { toJSON: () => "less" });
    expect(textOf(plainOf(error))).toContain('"message":"x"');
  });

  test.each<[name: string, make: (ask: () => unknown) => object]>([
    ["a getter", (ask) => Object.defineProperty({}, "a", { get: ask, enumerable: true })],
    ["toJSON", (ask) => ({ toJSON: ask })],
    ["toJSON of an element", (ask) => [{ toJSON: ask }]],
    [
      "a getter of an error",
      (ask) => Object.defineProperty(new Error("x"), "a", { get: ask, enumerable: true }),
    ],
  ])("or rather %s is asked once", (_, make) => {
    let asked = 0;
    plainOf(make(() => ++asked));
    expect(asked).toBe(1);
  });
});

test("a value inside itself is marked", () => {
  const value = { name: "v" };
  Object.assign(value, { self: value, list: [value], map: new Map([["set", new Set([value])]]) });
  expect(textOf(plainOf(value))).toBe(
    '{"name":"v","self":"[Circular]","list":["[Circular]"],"map":{"set":["[Circular]"]}}',
  );
});

test("a value that is there twice is written twice", () => {
  const shared = { a: 1 };
  expect(textOf(plainOf({ shared, again: [shared, shared] }))).toBe(
    '{"shared":{"a":1},"again":[{"a":1},{"a":1}]}',
  );
});

group("a description is", () => {
  test.each<[value: unknown, text: string]>([
    ["a\nb", "a\nb"],
    [-0, "0"],
    [undefined, "undefined"],
    [{ a: "x" }, '{"a":"x"}'],
    [[1, "a"], '[1,"a"]'],
    [new TypeError("failed"), "TypeError: failed"],
    [new Error(""), "Error"],
    [Object.assign(new Error("x"), { message: { code: 1 } }), 'Error: {"code":1}'],
    [new DOMException("stop", "AbortError"), "AbortError: stop"],
    [runInNewContext("new RangeError('far')"), "RangeError: far"],
    [{ error: new Date(0) }, '{"error":"1970-01-01T00:00:00.000Z"}'],
  ])("of %o: %s", (value, text) => {
    expect(describe(value)).toBe(text);
  });

  test.each(NASTY)("for %s a text", (_, make) => {
    expect(typeof describe(make())).toBe("string");
  });

  test("for an error whose message throws its type and a mark", () => {
    const error = Object.defineProperty(new TypeError(), "message", {
      get: () => {
        throw new Error("no");
      },
    });
    expect(describe(error)).toBe("TypeError: [Throws: no]");
  });

  test("for an error that is its own message a text that ends", () => {
    const error: object = new Error("x");
    Object.assign(error, { message: error });
    expect(describe(error)).toMatch(/^Error: \{"type":"Error","message":"\[Circular\]"/);
  });
});

group("a value is inspected", () => {
  test.each<[value: unknown, text: string]>([
    ["x", "'x'"],
    [{ a: { b: [1, "c"] } }, "{ a: { b: [ 1, 'c' ] } }"],
    [new Map([["a", 1]]), "Map(1) { 'a' => 1 }"],
    [{ [inspect.custom]: () => "<custom>" }, "<custom>"],
    [{ a: { b: { c: { d: {} } } } }, "{ a: { b: { c: { d: {} } } } }"],
    [{ a: { b: { c: { d: { e: 1 } } } } }, "{ a: { b: { c: { d: [Object] } } } }"],
  ])("as Node shows it: %o as %s", (value, text) => {
    expect(inspected(value)).toBe(text);
  });

  test("on one line, however long", () => {
    const list = Array.from({ length: 90 }, (_, i) => `item number ${i}`);
    expect(inspected({ list, also: list })).not.toContain("\n");
  });

  test("up to the limits, and a character is not cut in two", () => {
    const limits = { maxDepth: 1, maxBreadth: 2, maxLength: 12 };
    expect(inspected([1, 2, 3], { ...limits, maxLength: 100 })).toBe("[ 1, 2, ... 1 more item ]");
    expect(inspected({ a: {} }, { ...limits, maxLength: 100 })).toBe("{ a: {} }");
    expect(inspected({ a: { b: 1 } }, { ...limits, maxLength: 100 })).toBe("{ a: [Object] }");
    expect(inspected("12345678901😀", { ...limits, maxLength: 13 })).toMatch(
      /^'12345678901…\(\+\d+ characters\)$/,
    );
  });

  test.each(NASTY)("to a text when it is %s", (_, make) => {
    expect(typeof inspected(make())).toBe("string");
  });

  test("with a mark if that throws", () => {
    const value = {
      [inspect.custom]() {
        throw new Error("not today");
      },
    };
    expect(inspected(value)).toBe("[Throws: not today]");
  });
});

test.each<[thrown: unknown, text: string]>([
  [new Error("why"), "[Throws: why]"],
  [new TypeError(""), "[Throws: TypeError]"],
  ["why", "[Throws: why]"],
  [undefined, "[Throws: undefined]"],
  [Symbol("s"), "[Throws: Symbol(s)]"],
  [Object.assign(new Error("x"), { message: Symbol("s") }), "[Throws: Symbol(s)]"],
  [Object.create(null), "[Throws: ?]"],
])("%o that was thrown is marked as %s", (thrown, text) => {
  expect(throwsMark(thrown)).toBe(text);
});

test("numbers, booleans and bigints have the text that String makes", () => {
  const primitive = fc.oneof(fc.double(), fc.integer(), fc.boolean(), fc.bigInt());
  fc.assert(
    fc.property(primitive, (value) => {
      expect(describe(value)).toBe(String(value));
    }),
  );
});

test("a value is bounded unless other limits are given", () => {
  expect(DEFAULT_LIMITS).toEqual({ maxDepth: 8, maxBreadth: 128, maxLength: 65_536 });
  const wide = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, i]));
  expect(textOf(plainOf(wide))).toMatch(/"k127":127,"…":"\+72 more"\}$/);
});
