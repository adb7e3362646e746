import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile, UNSAFE, word } from "../../test/fixtures/unit/hostile.ts";
import { NASTY, nasty } from "../../test/fixtures/unit/nasty.ts";
import { Recording, type RecordingOptions } from "../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../test/fixtures/unit/time.ts";
import { makeEvent } from "../call/make-logger.ts";
import { DEFAULT_LIMITS } from "../encode/object/limits.ts";
import { MAX_NAME } from "../encode/object/rename.ts";
import { LEVELS } from "../level.ts";
import { checkedSchema } from "./checked.ts";
import { compileEvent } from "./compile.ts";
import { typedEvent } from "./event.ts";
import type { EventSchema, Schema } from "./schema.ts";
import { shapeOf } from "./shape.ts";

/** The clock stands still, so that two records of the same are the same; and nothing is too long. */
const recordingOf = (options: RecordingOptions): Recording =>
  new Recording({ time: new ManualTime(), maxRecord: 4_194_304, ...options });

const JSON_LINES = recordingOf({ format: "json" });
const TEXT_LINES = recordingOf({ template: "{message}" });
const OTHERS = [recordingOf({ format: "logfmt" }), recordingOf({ format: "syslog" })];
const ALL = [JSON_LINES, TEXT_LINES, ...OTHERS];

const eventSchema = (it: Schema): EventSchema => ({ type: "object", properties: { it } });

/** Both ways to log the fields of an event: by its function, and by a plain call that says the same. */
function twins(schema: EventSchema) {
  const typed = typedEvent("m", schema);
  const { check } = typed;
  return {
    check,
    /** Whether the values are written as the schema says: then nobody asks what breaks it. */
    isSimple(fields: unknown): boolean {
      let isAsked = false;
      const asked = (value: unknown) => {
        isAsked = true;
        return check(value);
      };
      makeEvent(JSON_LINES.app, LEVELS.info, { ...typed, check: asked })(fields);
      JSON_LINES.line();
      return !isAsked;
    },
    /** The event's line. */
    line(recording: Recording, fields: unknown): string {
      makeEvent(recording.app, LEVELS.info, typed)(fields);
      return recording.line();
    },
    plainLine(recording: Recording, fields: unknown): string {
      const broken = check(fields);
      if (broken === undefined) recording.app.info("m", fields);
      else recording.app.info("m", fields, { schemaError: broken });
      return recording.line();
    },
  };
}

/** The two of them in all formats. */
function expectSame(schema: EventSchema, fields: unknown, recordings = ALL): void {
  const { line, plainLine } = twins(schema);
  for (const recording of recordings) {
    expect(line(recording, fields)).toBe(plainLine(recording, fields));
  }
}

/** The text of the field `it` in an event's line, where that is the only field. */
function written(recording: Recording, it: Schema, value: unknown): string | undefined {
  const { check, line } = twins(eventSchema(it));
  expect(check({ it: value })).toBeUndefined();
  const [, json, text] = /(?:"it":(.*)\}|^m it=(.*))$/.exec(line(recording, { it: value })) ?? [];
  return json ?? text;
}

class User {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

class FirstYear extends Date {
  override getUTCFullYear(): number {
    return 1;
  }
}

const named = { type: "object", properties: { name: { type: "string" } } } as const;
const numbers = { type: "array", items: { type: "integer" } } as const;
const dated = {
  type: "object",
  properties: { at: { type: "string", format: "date-time" } },
} as const;

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
  [numbers, [1, -0, 2n], "[1,0,2]"],
  [numbers, [], "[]"],
  [{ ...numbers, nullable: true }, null, "null"],
  [{ type: "array", items: { type: ["boolean", "null"] } }, [true, null], "[true,null]"],
  [{ type: "array", items: { const: "a" } }, ["a", "a"], '["a","a"]'],
  [{ type: "array", items: { type: "null" } }, [null], "[null]"],
  [{ type: "array", items: numbers }, [[], [1], [1, 2]], "[[],[1],[1,2]]"],
  [{ type: "array", items: named }, [{}, { name: "a" }], '[{},{"name":"a"}]'],
  [{ type: "array" }, [1, "a", null, { b: [] }], '[1,"a",null,{"b":[]}]'],
  [{ type: "array", items: [{ type: "integer" }] }, [1, "a"], '[1,"a"]'],
  [named, { name: "a" }, '{"name":"a"}'],
  [named, {}, "{}"],
  [named, { name: undefined }, "{}"],
  [named, new User("a"), '{"name":"a"}'],
  [named, Object.assign(Object.create(null), { name: "a" }), '{"name":"a"}'],
  [{ ...named, nullable: true }, null, "null"],
  [{ ...named, additionalProperties: true }, { name: "a", x: [1] }, '{"name":"a","x":[1]}'],
  [{ type: "object", properties: {} }, {}, "{}"],
  [{ type: "object", properties: { a: named, b: named } }, { b: {} }, '{"b":{}}'],
  [{ type: "object", additionalProperties: { type: "integer" } }, { a: 1, b: 2 }, '{"a":1,"b":2}'],
  [{ type: "object" }, { a: { b: 1 } }, '{"a":{"b":1}}'],
  [dated, { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  [dated, { at: new Date(-1e14) }, '{"at":"-001199-02-15T14:13:20.000Z"}'],
  [dated, { at: "later" }, '{"at":"later"}'],
  [{ type: "array", items: dated }, [{ at: new Date(0) }], '[{"at":"1970-01-01T00:00:00.000Z"}]'],
  [{ anyOf: [{ type: "string" }, named] }, { name: "a" }, '{"name":"a"}'],
  [
    { anyOf: [named, { type: "string", format: "date-time" }] },
    new Date(0),
    '"1970-01-01T00:00:00.000Z"',
  ],
  [{ type: "object", allOf: [named] }, { name: "a", more: 1 }, '{"name":"a","more":1}'],
  [{ type: "object", properties: {}, patternProperties: { "^x": {} } }, { x1: 1 }, '{"x1":1}'],
  [true, { a: 1 }, '{"a":1}'],
  [{ type: "string", default: "a" }, undefined, undefined],
  [{ ...named, default: { name: "a" } }, undefined, undefined],
])("by the schema %j, %o is written as %s", (schema, value, text) => {
  expect(written(JSON_LINES, schema, value)).toBe(text);
  const parsed: unknown = text && JSON.parse(text);
  const asText = typeof parsed === "string" ? word(parsed) : text;
  expect(written(TEXT_LINES, schema, value)).toBe(asText);
  expectSame(eventSchema(schema), { it: value });
});

const withToJson = (value: object) => Object.assign(value, { toJSON: () => "b" });
const hiding = (value: object) =>
  Object.defineProperty(value, "toJSON", { value: () => "b", enumerable: false });

describe("what is no literal is written as a plain call writes it:", () => {
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
    ["toJSON", {}, withToJson({})],
    ["toJSON of a class", named, hiding(new User("a"))],
    ["toJSON that is hidden", named, hiding({ name: "a" })],
    ["toJSON of a list", { type: "array" }, withToJson([1])],
    ["toJSON of a typed list", numbers, hiding([1])],
    ["toJSON of a date", dated.properties.at, withToJson(new Date(0))],
    ["toJSON of a date inside", dated, { at: withToJson(new Date(0)) }],
    ["toJSON deep inside", { type: "array", items: named }, [{}, hiding({})]],
    ["a class of dates", dated, { at: new FirstYear(0) }],
    ["a class of lists", numbers, new (class extends Array<number> {})(3).fill(1)],
    ["what is inherited", named, Object.create({ name: "a" })],
    ["a number in an object", {}, { a: Number.POSITIVE_INFINITY }],
  ])("%s", (_, schema, value) => {
    expect(twins(eventSchema(schema)).check({ it: value })).toBeUndefined();
    expectSame(eventSchema(schema), { it: value });
  });

  test("fields of a class", () => {
    class Request {
      readonly name = "a";
      get secret(): string {
        return "b";
      }
    }
    const properties = { name: { type: "string" }, secret: { type: "string" } } as const;
    expectSame({ type: "object", properties }, new Request());
    expectSame({ type: "object", properties }, Object.create({ name: "a" }));
  });

  test.each([null, undefined, "a", 1, [1], new Map(), new Error("a")])(
    "%o for fields",
    (fields) => {
      expectSame(named, fields);
      expectSame({ ...named, nullable: true }, fields);
    },
  );
});

describe("what is beyond the limits is written as a plain call writes it:", () => {
  const { maxBreadth, maxDepth } = DEFAULT_LIMITS;

  test.each([maxBreadth - 1, maxBreadth, maxBreadth + 1])("a list of %i items", (length) => {
    const list = new Array(length).fill(1);
    expectSame(eventSchema(numbers), { it: list });
    expectSame(eventSchema({ type: "array", items: numbers }), { it: [[1], list] });
  });

  test.each([maxBreadth - 1, maxBreadth, maxBreadth + 1])("an object of %i members", (count) => {
    const names = Array.from({ length: count }, (_, i) => `m${i}`);
    const properties = Object.fromEntries(names.map((name) => [name, { type: "integer" }]));
    const object = Object.fromEntries(names.map((name, i) => [name, i]));
    expectSame({ type: "object", properties } as EventSchema, object);
    expectSame(eventSchema({ type: "object", properties } as Schema), { it: object });
  });

  test.each([maxDepth - 1, maxDepth, maxDepth + 1])("objects and lists %i deep", (depth) => {
    let schema: Schema = { type: "object", properties: {} };
    let value: unknown = {};
    for (let i = 1; i < depth; i++) {
      const isList = i % 2 === 1;
      schema = isList
        ? { type: "array", items: schema }
        : { type: "object", properties: { a: schema } };
      value = isList ? [value] : { a: value };
    }
    expectSame(eventSchema(schema), { it: value });
  });
});

describe("what is beyond limits of one's own is written as a plain call writes it:", () => {
  const schema = eventSchema({
    type: "array",
    items: { type: "object", properties: { a: numbers, b: numbers, c: named } },
  });

  test.each([1, 2, 3, 4])("%i objects deep, or items long", (limit) => {
    for (const limits of [{ maxDepth: limit }, { maxBreadth: limit }]) {
      const json = recordingOf({ format: "json", ...limits });
      for (const length of [0, 1, 2, 3]) {
        const list = new Array(length).fill(1);
        const it = list.map(() => ({ a: list, b: [], c: {} }));
        expectSame(schema, { it }, [json, recordingOf({ template: "{message}", ...limits })]);
      }
    }
  });

  test.each([1_024, 65_536])("a record of %i bytes", (maxRecord) => {
    const json = recordingOf({ format: "json", maxRecord });
    const others = [{ template: "{message}" }, { format: "logfmt" as const }];
    const all = [json, ...others.map((options) => recordingOf({ ...options, maxRecord }))];
    for (const unit of ["x", "é", "€", "😀", "\n", '"', "\u202e", "\ud800"]) {
      for (const count of [100, 200, 700, 1_000, 13_000, 100_000]) {
        const name = unit.repeat(count);
        for (const c of [{ name }, { name: "" }]) {
          expectSame(schema, { it: [{ a: [1], c }, { c: { name } }] }, all);
        }
      }
    }
  });
});

describe("no value makes an event throw, or say less than a plain call:", () => {
  const schemas: readonly Schema[] = [
    true,
    named,
    { type: "string" },
    { type: "array" },
    numbers,
    { anyOf: [named, true] },
  ];
  const events = [...schemas.map(eventSchema), { ...named, additionalProperties: true }];

  test.each(NASTY)("%s", (_, make) => {
    for (const schema of events) {
      for (const fields of [make(), { it: make() }, { name: make() }, { it: [make()] }]) {
        expectSame(schema, fields);
      }
    }
  });

  test("what is so deep that the stack does not hold it", () => {
    const schema: EventSchema = { type: "object", properties: { a: { $ref: "#" } } };
    let deep: object = {};
    for (let i = 0; i < 100_000; i++) deep = { a: deep };
    expect(twins(schema).check(deep)).toBe("fields cannot be read");
    expectSame(schema, deep);
  });

  test("what refers to itself", () => {
    const cyclic: { it?: unknown } = {};
    cyclic.it = cyclic;
    expectSame(eventSchema({}), cyclic);
    expectSame(eventSchema({ $ref: "#" }), cyclic);
  });

  test("what doubles at every step", () => {
    let doubled: unknown = 1;
    for (let i = 0; i < 60; i++) doubled = [doubled, doubled];
    expectSame(eventSchema({}), { it: doubled });
  });

  test("what a proxy makes up", () => {
    const schema = eventSchema({ type: "array", items: named });
    expectSame(schema, new Proxy({ it: [] }, {}));
    expectSame(schema, { it: new Proxy([new Proxy({ name: "a" }, {})], {}) });
  });
});

describe("a getter that gives something else each time", () => {
  /** What `it` gives at its first, second, … and last reading; a function is called. */
  function changing(values: readonly unknown[]): object {
    let reads = 0;
    return {
      get it(): unknown {
        const value = values[Math.min(reads++, values.length - 1)];
        return typeof value === "function" ? value() : value;
      },
    };
  }

  const types = { s: "string", n: "number", i: "integer", b: "boolean", l: numbers, o: named };
  const schemas = Object.values(types).map(
    (type): Schema => (typeof type === "string" ? ({ type } as Schema) : type),
  );
  const values: readonly unknown[] = [
    ...["a", 1, 1.5, true, null, undefined, 2n, Number.NaN, Number.NEGATIVE_INFINITY],
    ...[Symbol("a"), [], [1], ["a"], [Symbol("a")], {}, { name: "a" }, { name: 1, length: 2 }],
    ...[new Date(0), new Date(Number.NaN), new Error("a"), new Map(), { toJSON: () => 1 }],
    ...[() => () => {}, () => Object.create(null), () => import.meta],
    { toString: () => Symbol("a") },
    () => {
      throw new Error("refused");
    },
  ];
  const cases = fc.record({
    schema: fc.constantFrom(...schemas),
    // By number: fast-check cannot print all of them.
    given: fc.array(fc.nat(values.length - 1), { minLength: 2, maxLength: 5 }),
    isInside: fc.boolean(),
  });

  test("and throws then leaves the other fields as they are", () => {
    const schema: EventSchema = { type: "object", properties: { it: numbers, b: numbers } };
    const refuse = (): never => {
      throw new Error("refused");
    };
    for (const reads of [[], [[1]], [[1], [1]], [[1], [1], [1]], [[1], [1], [1], [1]]]) {
      const { line } = twins(schema);
      const fields = Object.assign(changing([...reads, refuse]), { b: [2] });
      expect(line(TEXT_LINES, fields)).toMatch(/^m it=.* b=\[2\]/);
    }
  });

  test("neither throws nor breaks its line", () => {
    const known = new Map<unknown, [EventSchema, EventSchema]>();
    for (const it of schemas) {
      known.set(it, [eventSchema(it), { type: "object", properties: { x: eventSchema(it) } }]);
    }
    const lines = new Map(
      [...known].map(([it, both]) => [it, both.map((schema) => twins(schema).line)]),
    );
    fc.assert(
      fc.property(cases, ({ schema, given, isInside }) => {
        const line = lines.get(schema)?.[Number(isInside)] as ReturnType<typeof twins>["line"];
        const read = given.map((i) => values[i]);
        const fields = () => (isInside ? { x: changing(read) } : changing(read));
        const parsed: unknown = JSON.parse(line(JSON_LINES, fields()));
        expect(parsed).toHaveProperty("msg");
        for (const recording of ALL) line(recording, fields());
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("unsafe characters", () => {
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
  ])("%j is written as %j", (name, escaped) => {
    expect(written(JSON_LINES, { type: "string" }, name)).toBe(`"${escaped}"`);
    for (const recording of [JSON_LINES, TEXT_LINES]) {
      expect(written(recording, named, { name })).toBe(`{"name":"${escaped}"}`);
    }
  });

  test("are escaped one and all", () => {
    for (const name of UNSAFE) {
      for (const recording of [JSON_LINES, TEXT_LINES]) {
        const text = written(recording, named, { name }) ?? "";
        expect(text).not.toContain(name);
        expect(JSON.parse(text)).toEqual({ name });
      }
    }
  });

  test.each(["a\u202eb", 'a"b', "a\\b", "é", "\u2028", "a'b", "$", "`", "\n", ""])(
    "are escaped in the name %j",
    (name) => {
      const schema: EventSchema = { type: "object", properties: { [name]: numbers } };
      expectSame(schema, { [name]: [1] });
      expectSame(eventSchema(schema), { it: { [name]: [1] } });
    },
  );
});

test("names are written in the order of the schema, required or not", () => {
  const properties = { b: { type: "integer" }, a: { type: "integer" }, c: {} } as const;
  const tables = [[], ["a"], ["b"], ["b", "a"], ["a", "b"], ["c", "b", "a"], ["b", "c"]];
  for (const required of tables) {
    const { line } = twins({ type: "object", properties, required });
    expect(line(TEXT_LINES, { a: 1, c: 2, b: 3 })).toBe("m b=3 a=1 c=2");
    const inside: Schema = { type: "object", properties: { b: numbers, a: numbers }, required: [] };
    expect(written(JSON_LINES, inside, { a: [], b: [] })).toBe('{"b":[],"a":[]}');
  }
});

test.each<[more: object, isOpen: boolean]>([
  [{}, false],
  [{ additionalProperties: false }, false],
  [{ additionalProperties: true }, true],
  [{ additionalProperties: { type: "string" } }, true],
  [{ allOf: [{ required: ["a"] }] }, true],
  [{ allOf: [{ required: ["a"] }], additionalProperties: false }, false],
  [{ patternProperties: { "^x": {} } }, true],
  [{ patternProperties: { "^x": {} }, additionalProperties: false }, true],
])("with %j, that there may be other properties is %j, and they are written", (more, isOpen) => {
  const schema: EventSchema = { type: "object", properties: { a: {} }, ...more };
  const { check, line } = twins(schema);
  expect(check({ a: 1, x: "x" }) === undefined).toBe(isOpen);
  expect(line(TEXT_LINES, { a: 1, x: "x" })).toMatch(/^m a=1 x=x( schemaError="unknown .*")?$/);
  expectSame(schema, { a: 1, x: "x" });
  expectSame(eventSchema(schema), { it: { a: 1, x: "x" } });
});

describe("one property whose values may look in different ways", () => {
  test.each<[Schema]>([[{}], [true], [{ anyOf: [numbers, named] }], [{ $ref: "#/properties/a" }]])(
    "does not hold up the others: %j",
    (any) => {
      const schema: EventSchema = { type: "object", properties: { a: numbers, any, b: named } };
      const fields = { a: [1], any: [2], b: { name: "b" } };
      expect(twins(schema).isSimple(fields)).toBe(true);
      expectSame(schema, fields);
    },
  );

  test("is checked all the same", () => {
    const properties = { a: numbers, b: false, c: { not: { $ref: "#/properties/d" } }, d: named };
    const { check, isSimple } = twins({ type: "object", properties });
    expect(check({ b: 1 })).toBe("b is not allowed");
    expect(isSimple({ b: 1 })).toBe(false);
    for (const c of [{ name: "a" }, new User("a")]) {
      expect(check({ c })).toBe("c must NOT be valid");
      expect(isSimple({ c })).toBe(false);
    }
  });
});

test.each(["constructor", "toString", "hasOwnProperty", "toJSON", "then", "length", "0"])(
  "a property %s is written as others are, and only where it is there",
  (name) => {
    const properties = { [name]: { type: "string" }, a: { type: "integer" } } as const;
    const schema: EventSchema = { type: "object", properties };
    for (const fields of [{ a: 1 }, { [name]: "x" }, { [name]: "x", a: 1 }]) {
      expect(twins(schema).check(fields)).toBeUndefined();
      expectSame(schema, fields);
      expectSame(eventSchema(schema), { it: fields });
    }
  },
);

test("a schema that is changed later stays what it was", () => {
  const properties: { a: Schema } = { a: { type: "string" } };
  const { check } = compileEvent({ type: "object", properties });
  properties.a = { type: "integer" };
  expect(check({ a: "a" })).toBeUndefined();
});

test("a getter that logs the event again is checked once, and ends", () => {
  const recording = new Recording();
  const event = recording.event("m", named);
  let reads = 0;
  const fields = {
    get name() {
      reads++;
      event(fields);
      return "a";
    },
  };
  event(fields);
  expect(recording.lines()).toContain("m name=a");
  expect(reads).toBeLessThan(200);
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

function isWrittenAsItIs(name: string): boolean {
  return asJson(name) === name && name.length <= MAX_NAME;
}

/** Names with whatever is in them, that are written as they are. */
const names = fc
  .uniqueArray(fc.oneof(hostile, fc.constantFrom("a", "b c", "0", "constructor", "toJSON")), {
    selector: asJson,
    maxLength: 4,
  })
  .map((names) => names.filter((name) => name !== "__proto__" && isWrittenAsItIs(name)));

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
    { schema: { type: ["boolean", "null"] }, value: fc.option(fc.boolean()) },
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
      fc.constantFrom(undefined, undefined, true),
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

test.each([
  ["of 300 characters", "n".repeat(300)],
  ["of 300 characters that are not ASCII", "é".repeat(300)],
])("a name %s inside of an event is written as that of a plain call", (_, name) => {
  const inside: Schema = { type: "object", properties: { [name]: { type: "string" } } };
  expectSame(eventSchema(inside), { it: { [name]: "a" } });
  expectSame(eventSchema({ type: "array", items: inside }), { it: [{ [name]: "a" }] });
  expectSame({ type: "object", properties: { [name]: inside } }, { [name]: { [name]: "a" } });
});

/** Other objects that have what one has. */
const DISGUISES: readonly ((value: object) => unknown)[] = [
  (value) => Object.assign(Object.create(null), value),
  (value) => Object.assign(new User("a"), value),
  (value) => Object.create(value),
  (value) => new Proxy(value, {}),
  (value) => hiding(Array.isArray(value) ? [...value] : { ...value }),
  (value) => ({ ...value, more: 1 }),
];

/** A value of which the object that comes at a certain place is in disguise. */
function disguised(value: unknown, at: number, disguise: (value: object) => unknown): unknown {
  let left = at;
  const copy = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    if (left-- === 0) return disguise(value);
    if (Array.isArray(value)) return value.map(copy);
    const members = Object.entries(value).map(([name, member]) => [name, copy(member)]);
    return Object.fromEntries(members);
  };
  return copy(value);
}

/** A schema, and values of which most satisfy it. They are too many to be made smaller. */
const examples = cases.chain(({ schema, value }) => {
  const some = fc.oneof(
    { weight: 9, arbitrary: value },
    { weight: 1, arbitrary: scalars },
    {
      weight: 1,
      arbitrary: fc
        .tuple(value, fc.nat(4), fc.constantFrom(...DISGUISES))
        .map(([value, at, disguise]) => disguised(value, at, disguise)),
    },
  );
  const values = fc.array(some, { minLength: 30 });
  return fc.record({ schema: fc.constant(schema), values });
});

test("an event's line is that of a plain call with the same fields, and safe, in all formats", () => {
  let simple = 0;
  let others = 0;
  fc.assert(
    fc.property(examples, fc.array(nasty), ({ schema, values }, nasties) => {
      const { line, plainLine, isSimple } = twins(eventSchema(schema));
      for (const it of [...values, ...nasties.map((make) => make())]) {
        if (isSimple({ it })) simple++;
        else others++;
        for (const recording of ALL) {
          const text = line(recording, { it });
          expect(text).toBe(plainLine(recording, { it }));
          expect(UNSAFE.filter((unsafe) => text.includes(unsafe))).toEqual([]);
        }
      }
    }),
    { numRuns: 400, endOnFailure: true },
  );
  expect(simple).toBeGreaterThan(5_000);
  expect(others).toBeGreaterThan(1_000);
});

test("what is written of a value is that value, with nothing changed or lost", () => {
  let written = 0;
  fc.assert(
    fc.property(examples, ({ schema, values }) => {
      const { line, isSimple } = twins(eventSchema(schema));
      const { it } = checkedSchema(eventSchema(schema)).properties as { readonly it: unknown };
      if (shapeOf(it) === undefined) return;
      for (const it of values) {
        if (!isSimple({ it })) continue;
        written++;
        expect(JSON.parse(line(JSON_LINES, { it })).it).toEqual(asJson(it));
      }
    }),
    { numRuns: 400, endOnFailure: true },
  );
  expect(written).toBeGreaterThan(5_000);
});
