import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile, UNSAFE } from "../../test/fixtures/unit/hostile.ts";
import { NASTY } from "../../test/fixtures/unit/nasty.ts";
import { type CompiledEvent, compileEvent } from "./compile.ts";
import type { Schema } from "./schema.ts";

const LENGTH = 65_536;

/** An event of the one field `it`. */
function eventOf(it: Schema): CompiledEvent {
  return compileEvent({ type: "object", properties: { it } });
}

/** How the field `it` is written, once it was checked. */
function written(it: Schema, value: unknown): string | undefined {
  const { check, serialize } = eventOf(it);
  expect(check({ it: value })).toBeUndefined();
  const text = serialize?.({ it: value }, LENGTH);
  return text?.replace(/^\{"it":(.*)\}$/, "$1");
}

class User {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const named = { type: "object", properties: { name: { type: "string" } } } as const;

test.each<[schema: Schema, value: unknown, text: string | undefined]>([
  [{ type: "string" }, "a", '"a"'],
  [{ type: "string" }, 'say "a\\b"', '"say \\"a\\\\b\\""'],
  [{ type: "string" }, "é😀", '"é😀"'],
  [{ type: "string", format: "unsafe" }, 'a"b', '"a\\"b"'],
  [{ type: "string", nullable: true }, null, "null"],
  [{ type: ["string", "null"] }, null, "null"],
  [{ type: ["null", "string"] }, "a", '"a"'],
  [{ type: "string", format: "date-time" }, new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [{ type: "string", format: "date-time" }, new Date(-1e14), '"-001199-02-15T14:13:20.000Z"'],
  [{ type: "string", format: "date-time" }, "later", '"later"'],
  [{ type: "number" }, 3.7, "3.7"],
  [{ type: "number" }, -0, "0"],
  [{ type: "number" }, 1e300, "1e+300"],
  [{ type: "integer" }, 42, "42"],
  [{ type: "integer" }, 12345678901234567890n, "12345678901234567890"],
  [{ type: "integer", nullable: true }, null, "null"],
  [{ type: "boolean" }, false, "false"],
  [{ type: "null" }, null, "null"],
  [{ type: ["string", "integer"] }, "5", '"5"'],
  [{ type: ["string", "integer"] }, 5, "5"],
  [{ type: ["string", "array"] }, [1, 2], "[1,2]"],
  [{ type: ["object", "string"], format: "date-time" }, new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [{ enum: ["a", 1, null] }, null, "null"],
  [{ enum: ["a", "b"] }, "b", '"b"'],
  [{ const: { a: 1 } }, { a: 1 }, '{"a":1}'],
  [{ type: "array", items: { type: "integer" } }, [1, 2n], "[1,2]"],
  [{ type: "array", items: { type: "integer" } }, [], "[]"],
  [{ type: "array" }, [1, "a", null, { b: [] }], '[1,"a",null,{"b":[]}]'],
  [{ type: "array", items: [{ type: "integer" }] }, [1, "a"], '[1,"a"]'],
  [named, { name: "a" }, '{"name":"a"}'],
  [named, {}, "{}"],
  [named, { name: undefined }, "{}"],
  [named, new User("a"), '{"name":"a"}'],
  [named, Object.assign(Object.create(null), { name: "a" }), '{"name":"a"}'],
  [{ ...named, nullable: true }, null, "null"],
  [{ ...named, additionalProperties: true }, { x: [1], name: "a" }, '{"name":"a","x":[1]}'],
  [{ type: "object", additionalProperties: { type: "integer" } }, { a: 1, b: 2 }, '{"a":1,"b":2}'],
  [{ type: "object" }, { a: { b: 1 } }, '{"a":{"b":1}}'],
  [{ anyOf: [{ type: "string" }, named] }, { name: "a" }, '{"name":"a"}'],
  [
    { anyOf: [named, { type: "string", format: "date-time" }] },
    new Date(0),
    '"1970-01-01T00:00:00.000Z"',
  ],
  [{ type: "object", allOf: [named] }, { name: "a", more: 1 }, '{"name":"a","more":1}'],
  [{ type: "object", properties: {}, patternProperties: { "^x": {} } }, { x1: 1 }, '{"x1":1}'],
  [true, { a: 1 }, '{"a":1}'],
  [{ type: "string", default: "a" }, undefined, "{}"],
])("by the schema %j, %o is written as %s", (schema, value, text) => {
  expect(written(schema, value)).toBe(text);
});

describe("what cannot be written with all that is in it is left to the slower way", () => {
  test.each<[what: string, schema: Schema, value: unknown]>([
    ["an error", {}, new Error("a")],
    ["an error for its name", named, new Error("a")],
    ["a map", {}, new Map([["a", 1]])],
    ["a map for an object", named, new Map([["a", 1]])],
    ["a set in a list", { type: "array" }, [new Set([1])]],
    ["a function", {}, () => {}],
    ["a symbol", {}, Symbol("a")],
    ["undefined in a list", { type: "array" }, [undefined]],
    ["a hole in a list", { type: "array" }, new Array(2)],
    ["a number that is none", {}, Number.NaN],
    ["a bigint of unknown type", {}, 1n],
    ["a buffer", {}, Buffer.from("a")],
    ["a date that is none", {}, new Date(Number.NaN)],
    ["toJSON", {}, { toJSON: () => "b" }],
    [
      "toJSON of a class",
      named,
      new (class extends User {
        toJSON() {
          return "b";
        }
      })("a"),
    ],
    [
      "toJSON that is hidden",
      named,
      Object.defineProperty({ name: "a" }, "toJSON", { value: () => "b" }),
    ],
    ["toJSON of a list", { type: "array" }, Object.assign([1], { toJSON: () => "b" })],
    ["a number in an object", {}, { a: Number.POSITIVE_INFINITY }],
  ])("%s", (_, schema, value) => {
    const { check, serialize } = eventOf(schema);
    expect(check({ it: value })).toBeUndefined();
    expect(serialize?.({ it: value }, LENGTH)).toBeUndefined();
  });
});

describe("neither way throws", () => {
  const schemas: readonly Schema[] = [
    true,
    named,
    { type: "string" },
    { type: "array" },
    { anyOf: [named, true] },
  ];
  const events = [...schemas.map(eventOf), compileEvent({ ...named, additionalProperties: true })];

  test.each(NASTY)("for %s", (_, make) => {
    for (const { check, serialize } of events) {
      for (const value of [make(), { it: make() }, { name: make() }, { it: [make()] }]) {
        const broken = check(value);
        if (broken !== undefined) expect(typeof broken).toBe("string");
        serialize?.(value, LENGTH);
      }
    }
  });

  test("for what is so deep that the stack does not hold it", () => {
    const { check, serialize } = compileEvent({
      type: "object",
      properties: { a: { $ref: "#" } },
    });
    let deep: object = {};
    for (let i = 0; i < 100_000; i++) deep = { a: deep };
    expect(check(deep)).toBe("fields cannot be read");
    expect(serialize?.(deep, LENGTH)).toBeUndefined();
  });

  test("for what refers to itself", () => {
    const cyclic: { it?: unknown } = {};
    cyclic.it = cyclic;
    expect(eventOf({}).serialize?.(cyclic, LENGTH)).toBeUndefined();
  });
});

describe("unsafe characters", () => {
  const { serialize } = eventOf({ type: "string" });
  const escaped = (it: string) => serialize?.({ it }, LENGTH);

  test.each([
    ["\u001b[31m", "\\u001b[31m"],
    ["\u007f\u0085", "\\u007f\\u0085"],
    ["\u2028\u202e\u2066", "\\u2028\\u202e\\u2066"],
    ["\ud800", "\ufffd"],
    ["a\udfffb\ud83d", "a\ufffdb\ufffd"],
    ["\\ud800", "\\\\ud800"],
    ["\\\ud800", "\\\\\ufffd"],
    ["\\\\ud800\ud800", "\\\\\\\\ud800\ufffd"],
    ["\n\ud800\u0001", "\\n\ufffd\\u0001"],
  ])("%j is written as %j", (text, expected) => {
    expect(escaped(text)).toBe(`{"it":"${expected}"}`);
  });

  test("are escaped one and all", () => {
    for (const unsafe of UNSAFE) {
      expect(escaped(unsafe)).not.toContain(unsafe);
      expect(JSON.parse(escaped(unsafe) ?? "")).toEqual({ it: unsafe });
    }
  });

  test("are escaped in names", () => {
    const { serialize } = compileEvent({
      type: "object",
      properties: { "a\u202eb": { type: "integer" } },
      additionalProperties: true,
    });
    expect(serialize?.({ "a\u202eb": 1, "\ud800": 2 }, LENGTH)).toBe('{"a\\u202eb":1,"\ufffd":2}');
  });
});

describe("a text that is too long is left to the slower way", () => {
  test.each<[what: string, schema: Schema, value: unknown]>([
    ["text", { type: "string" }, "x".repeat(100)],
    ["list", { type: "array", items: { type: "integer" } }, new Array(100).fill(1)],
    ["long list", { type: "array", items: { type: "integer" } }, new Array(5_000).fill(1)],
    ["value", {}, { a: "x".repeat(50), b: "x".repeat(50) }],
    ["name", {}, { ["x".repeat(100)]: 1 }],
    ["text of escapes", { type: "string" }, "\u202e".repeat(20)],
  ])("of a %s", (_, schema, value) => {
    const { serialize } = eventOf(schema);
    expect(serialize?.({ it: value }, 100)).toBeUndefined();
    expect(serialize?.({ it: value }, LENGTH)).toBeDefined();
  });

  test("to the character", () => {
    const { serialize } = eventOf({ type: "string" });
    const text = '{"it":"abc"}';
    expect(serialize?.({ it: "abc" }, text.length)).toBe(text);
    expect(serialize?.({ it: "abc" }, text.length - 1)).toBeUndefined();
  });

  test("without writing what doubles at every step", () => {
    let doubled: unknown = 1;
    for (let i = 0; i < 60; i++) doubled = [doubled, doubled];
    expect(eventOf({}).serialize?.({ it: doubled }, LENGTH)).toBeUndefined();
  });
});

test("names are written in the order of the schema, required or not", () => {
  const properties = { b: { type: "integer" }, a: { type: "integer" }, c: {} } as const;
  const tables = [[], ["a"], ["b"], ["b", "a"], ["a", "b"], ["c", "b", "a"], ["b", "c"]];
  for (const required of tables) {
    const { names, serialize } = compileEvent({ type: "object", properties, required });
    expect(names).toEqual(["b", "a", "c"]);
    expect(serialize?.({ a: 1, c: 2, b: 3 }, LENGTH)).toBe('{"b":3,"a":1,"c":2}');
  }
});

test.each<[more: object, open: boolean]>([
  [{}, false],
  [{ additionalProperties: false }, false],
  [{ additionalProperties: true }, true],
  [{ additionalProperties: { type: "string" } }, true],
  [{ allOf: [{ required: ["a"] }] }, true],
  [{ allOf: [{ required: ["a"] }], additionalProperties: false }, false],
])("with %j, that there may be other properties is %j", (more, open) => {
  const { open: is } = compileEvent({ type: "object", properties: { a: {} }, ...more });
  expect(is).toBe(open);
});

test("properties named like those that every object inherits are written as others are", () => {
  const properties = { constructor: { type: "string" }, a: { type: "integer" } } as const;
  const { check, serialize } = compileEvent({ type: "object", properties });
  expect(check({ a: 1 })).toBeUndefined();
  expect(serialize?.({ a: 1 }, LENGTH)).toBe('{"a":1}');
  expect(serialize?.({ constructor: "x" }, LENGTH)).toBe('{"constructor":"x"}');
});

test("a schema that is changed later stays what it was", () => {
  const properties: { a: Schema } = { a: { type: "string" } };
  const { check } = compileEvent({ type: "object", properties });
  properties.a = { type: "integer" };
  expect(check({ a: "a" })).toBeUndefined();
});

/** A value as JSON has it: what its text must parse to. */
function asJson(value: unknown): unknown {
  if (typeof value === "string") return Buffer.from(value).toString();
  if (typeof value === "bigint") return Number(value);
  if (Object.is(value, -0)) return 0;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [asJson(name), asJson(member)]));
}

const scalars: fc.Arbitrary<unknown> = fc.oneof(
  hostile,
  fc.constantFrom("", "GET", "date", "5"),
  fc.integer(),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.date({ noInvalidDate: false }),
);

/** Names with whatever is in them, that are not the same once they are written. */
const names = fc
  .uniqueArray(fc.oneof(hostile, fc.constantFrom("a", "b c", "0", "constructor", "toJSON")), {
    selector: asJson,
    maxLength: 4,
  })
  .map((names) => names.filter((name) => name !== "__proto__" && asJson(name) === name));

/** A schema, and values of which most satisfy it. */
interface Case {
  readonly schema: Schema;
  readonly value: fc.Arbitrary<unknown>;
}

const { node: cases } = fc.letrec<{ node: Case; leaf: Case; list: Case; object: Case }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    tie("list"),
    tie("object"),
  ),
  leaf: fc.constantFrom<Case>(
    { schema: { type: "string" }, value: hostile },
    { schema: { type: "string", nullable: true }, value: fc.option(hostile) },
    { schema: { type: ["string", "null"], minLength: 1 }, value: fc.option(hostile) },
    { schema: { type: "string", format: "date-time" }, value: fc.oneof(fc.date(), hostile) },
    { schema: { type: ["array", "string"], format: "date-time" }, value: fc.date() },
    { schema: { type: "integer" }, value: fc.oneof(fc.integer(), fc.bigInt()) },
    { schema: { type: "number" }, value: fc.double() },
    { schema: { type: ["boolean", "integer"] }, value: fc.oneof(fc.boolean(), fc.integer()) },
    { schema: { enum: ["GET", "POST"] }, value: fc.constantFrom("GET", "POST") },
    { schema: { anyOf: [{ type: "string" }, { type: "integer" }] }, value: scalars },
    { schema: { type: "array", items: [{ type: "integer" }] }, value: fc.array(fc.nat()) },
    { schema: true, value: fc.jsonValue({ noUnicodeString: false }) },
  ),
  list: tie("node").map(
    ({ schema, value }): Case => ({
      schema: { type: "array", items: schema },
      value: fc.array(value, { maxLength: 4 }),
    }),
  ),
  object: fc
    .tuple(
      names,
      fc.array(tie("node"), { minLength: 4, maxLength: 4 }),
      fc.nat(4),
      fc.constantFrom(undefined, true),
    )
    .map(
      ([names, inside, count, additionalProperties]): Case => ({
        schema: {
          type: "object",
          properties: Object.fromEntries(names.map((name, i) => [name, inside[i]?.schema ?? true])),
          required: names.slice(0, count),
          ...(additionalProperties && { additionalProperties }),
        },
        value: fc.record(
          Object.fromEntries(names.map((name, i) => [name, inside[i]?.value ?? scalars])),
          { requiredKeys: names.slice(0, count), noNullPrototype: true },
        ),
      }),
    ),
}));

test("what is written is the value, with nothing changed or lost, and is safe", () => {
  let written = 0;
  const examples = cases.chain(({ schema, value }) => {
    const some = fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: scalars });
    return fc.record({ schema: fc.constant(schema), values: fc.array(some, { minLength: 4 }) });
  });
  fc.assert(
    fc.property(examples, ({ schema, values }) => {
      const { check, serialize } = eventOf(schema);
      for (const it of values) {
        if (check({ it }) !== undefined) continue;
        const text = serialize?.({ it }, LENGTH);
        if (text === undefined) continue;
        written++;
        expect(JSON.parse(text)).toEqual(asJson({ it }));
        expect(UNSAFE.filter((unsafe) => text.includes(unsafe))).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
  expect(written).toBeGreaterThan(1_000);
});
