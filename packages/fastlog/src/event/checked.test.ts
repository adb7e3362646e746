import { describe, expect, test } from "vitest";
import { FastlogError } from "../errors.ts";
import { compileEvent } from "./compile.ts";
import type { EventSchema } from "./schema.ts";

/** The message for a schema that is refused. */
function refusal(schema: unknown): string {
  try {
    compileEvent(schema as EventSchema);
  } catch (error) {
    expect(error).toBeInstanceOf(FastlogError);
    expect(error).toHaveProperty("code", "ERR_FASTLOG_INVALID_SCHEMA");
    return (error as Error).message;
  }
  return "";
}

const event = (properties: unknown, more: object = {}): unknown => ({
  type: "object",
  properties,
  ...more,
});

test.each([
  [null, "null (expected { type"],
  [[], "[] (expected { type"],
  ["object", '"object" (expected { type: "object", properties: { … } })'],
  [{ type: "string" }, 'type is "string" (expected { type: "object"'],
  [{ type: "object" }, 'properties is undefined (expected { type: "object"'],
  [event([]), "properties is [] (expected"],
  [event({ a: { type: "int" } }), 'properties.a.type is "int" (expected string, number, integer'],
  [event({ a: { type: [] } }), "properties.a.type is [] (expected string"],
  [event({ a: { type: ["string", 1] } }), 'properties.a.type is ["string",1] (expected'],
  [event({ a: "string" }), 'properties.a is "string" (expected a schema: an object or a boolean)'],
  [event({ a: undefined }), "properties.a is undefined (expected a schema"],
  [event({ a: { items: 3 } }), "properties.a.items is 3 (expected a schema"],
  [event({ a: { anyOf: [1] } }), "properties.a.anyOf[0] is 1 (expected a schema"],
  [event({ a: { anyOf: [] } }), "properties.a.anyOf is [] (expected at least one schema)"],
  [event({ a: { properties: 1 } }), "properties.a.properties is 1 (expected an object)"],
  [event({}, { required: ["a"] }), 'required names "a", which is not among the properties'],
  [
    event({ a: { type: "object", properties: {}, required: ["b"] } }),
    'properties.a.required names "b", which',
  ],
  [event({}, { required: "a" }), 'required is "a" (expected a list of names)'],
  [event({}, { requird: ["a"] }), 'unknown keyword: "requird"'],
  [event({ a: { enum: [] } }), "properties.a.enum is [] (expected a list of values)"],
  [event({ a: { minLength: "1" } }), 'properties.a.minLength is "1" (expected a number)'],
  [event({ a: { pattern: "[" } }), "Invalid regular expression"],
  [event({ a: { nullable: true } }), '"nullable" cannot be used without "type"'],
  [event({ a: { $ref: "#/definitions/b" } }), "can't resolve reference #/definitions/b"],
  [event({ "a\ud800": {} }), 'properties names "a\\ud800" (expected valid Unicode)'],
  [event(JSON.parse('{"__proto__":{}}')), 'properties names "__proto__"'],
])("the schema %j is refused: %s", (schema, message) => {
  expect(refusal(schema)).toContain(`invalid schema: `);
  expect(refusal(schema)).toContain(message);
});

test("a schema that contains itself is refused", () => {
  const properties: { a?: unknown } = {};
  const schema = event(properties);
  properties.a = schema;
  expect(refusal(schema)).toContain("invalid schema: ");
});

test("a schema may have an $id, which others have too, and any dialect", () => {
  const schema = event(
    { a: { $ref: "#/definitions/a" } },
    {
      $id: "https://example.com/a",
      $schema: "https://json-schema.org/draft/2020-12/schema",
      definitions: { a: { type: "string" } },
    },
  );
  expect(refusal(schema)).toBe("");
  expect(refusal(structuredClone(schema))).toBe("");
});

test("a schema is left as it is", () => {
  const schema = event(
    { a: { type: ["string", "null"], format: "date-time" }, b: { type: "object", properties: {} } },
    { $async: true },
  );
  const before = structuredClone(schema);
  expect(refusal(schema)).toBe("");
  expect(schema).toEqual(before);
});

const user = { type: "object", properties: { id: { type: "integer" } }, required: ["id"] };

test.each<[schema: unknown, value: unknown, broken: string | undefined]>([
  [{ type: "string" }, "", undefined],
  [{ type: "string" }, 5, "it must be string"],
  [{ type: "string" }, new Date(0), "it must be string"],
  [{ type: "string" }, null, "it must be string"],
  [{ type: "string", nullable: true }, null, undefined],
  [{ type: "string", nullable: true }, 5, "it must be string or null"],
  [{ type: "string", format: "date-time" }, new Date(0), undefined],
  [{ type: "string", format: "date-time" }, "whenever", undefined],
  [{ type: "string", format: "date-time" }, 0, "it must be string or Date"],
  [{ type: "string", format: "date-time" }, new Date(Number.NaN), "it must be string or Date"],
  [{ type: ["string", "null"], format: "date-time" }, new Date(0), undefined],
  [{ type: "string", format: "email" }, "not checked", undefined],
  [{ type: "string", minLength: 3 }, "ab", "it must NOT have fewer than 3 characters"],
  [{ type: "number" }, 3.7, undefined],
  [{ type: "number" }, "5", "it must be number"],
  [{ type: "number" }, 5n, "it must be number"],
  [{ type: "number" }, Number.NaN, "it must be number"],
  [{ type: "number" }, Number.NEGATIVE_INFINITY, "it must be number"],
  [{ type: "number", maximum: 5 }, 6, "it must be <= 5"],
  [{ type: "integer" }, -7, undefined],
  [{ type: "integer" }, 12345678901234567890n, undefined],
  [{ type: "integer" }, 3.7, "it must be integer"],
  [{ type: "integer" }, Number.POSITIVE_INFINITY, "it must be integer"],
  [{ type: "integer" }, "7", "it must be integer"],
  [{ type: ["integer", "string"] }, 7n, undefined],
  [{ type: "boolean" }, false, undefined],
  [{ type: "boolean" }, "yes", "it must be boolean"],
  [{ type: "null" }, null, undefined],
  [{ type: "null" }, 0, "it must be null"],
  [{ enum: ["a", 1] }, 1, undefined],
  [{ enum: ["a", 1] }, "1", 'it must be one of "a",1'],
  [{ const: "a" }, "b", 'it must be "a"'],
  [{ type: "array", items: { type: "integer" } }, [1, 2], undefined],
  [{ type: "array", items: { type: "integer" } }, [1, "2"], "it[1] must be integer"],
  [{ type: "array", items: { type: "integer" } }, new Set([1]), "it must be array"],
  [{ type: "array" }, { length: 0 }, "it must be array"],
  [{ type: "array", items: user }, [{ id: 1 }, {}], "it[1].id is missing"],
  [{ type: "array", contains: { const: 1 } }, [2, 3], "it must contain at least 1 valid item(s)"],
  [user, { id: 1 }, undefined],
  [user, { id: undefined }, "it.id is missing"],
  [user, { id: "1" }, "it.id must be integer"],
  [user, { id: 1, colour: "red" }, "unknown property it.colour"],
  [user, { id: 1, "a b": "red" }, 'unknown property it["a b"]'],
  [user, [], "it must be object"],
  [{ type: "object", properties: {} }, new Date(0), "it must be object"],
  [{ type: "object" }, { any: 1 }, undefined],
  [{ type: "object", properties: {}, additionalProperties: true }, { any: 1 }, undefined],
  [
    { type: "object", additionalProperties: { type: "string" } },
    { a: "a", b: 1 },
    "it.b must be string",
  ],
  [{ type: "object", additionalProperties: user }, { "/a~b": {} }, 'it["/a~b"].id is missing'],
  [{ anyOf: [{ type: "string" }, { type: "integer" }] }, 5n, undefined],
  [{ anyOf: [{ type: "string" }, { type: "integer" }] }, true, "it must be string or integer"],
  [{ anyOf: [{ type: "string" }, user] }, {}, "it must match one of the alternatives"],
  [{ anyOf: [{ type: "string" }, user] }, { id: 1, b: 2 }, "it must match one of the alternatives"],
  [{ oneOf: [{ type: "number" }, { type: "integer" }] }, 1, "it must match only one alternative"],
  [{ oneOf: [{ type: "number" }, { type: "integer" }] }, 1.5, undefined],
  [{ $ref: "#/properties/other" }, new Date(0), undefined],
  [{ $ref: "#/properties/other" }, 1, "it must be string or Date"],
  [{ not: { type: "string" } }, "a", "it must NOT be valid"],
  [false, 1, "it is not allowed"],
  [true, () => {}, undefined],
  [{}, undefined, undefined],
])("by the schema %j, %o: %j", (schema, value, broken) => {
  const properties = { it: schema, other: { type: "string", format: "date-time" } };
  const { check } = compileEvent({ type: "object", properties } as EventSchema);
  expect(check({ it: value })).toBe(broken);
});

describe("schemas that describe a value together", () => {
  const a = { properties: { a: { type: "string" } } };
  const b = { properties: { b: { type: "string" } }, required: ["b"] };

  test.each([
    ["allOf", { type: "object", ...a, allOf: [b] }],
    ["anyOf", { type: "object", ...a, anyOf: [b, { required: ["c"] }] }],
    ["if and else", { type: "object", if: { maxProperties: 0 }, else: b }],
    ["$ref", { type: "object", ...a, $ref: "#/definitions/b" }],
    ["dependencies", { type: "object", ...a, dependencies: { a: b, c: ["a"] } }],
  ])("do not know of each other's properties: %s", (_, it) => {
    const { check } = compileEvent({
      type: "object",
      properties: { it },
      definitions: { b },
    } as EventSchema);
    expect(check({ it: { a: "a", b: "b", others: 1 } })).toBeUndefined();
    expect(check({ it: { a: "a" } })).toMatch(/^it(\.b is missing| must match one of)/);
  });
});

test.each([
  [null, "fields must be object"],
  ["GET", "fields must be object"],
  [{}, "method is missing"],
  [{ method: "GET", colour: "red" }, "unknown property colour"],
  [{ method: "GET", "a\nb": "red" }, 'unknown property "a\\nb"'],
  [{ method: "GET", ["x".repeat(1_000)]: 1 }, `unknown property "${"x".repeat(199)}…`],
])("of an event's fields, %j: %s", (value, broken) => {
  const { check } = compileEvent({
    type: "object",
    properties: { method: { type: "string" } },
    required: ["method"],
  });
  expect(check(value)).toBe(broken);
});

test("a message never quotes the value", () => {
  const { check } = compileEvent({
    type: "object",
    properties: {
      a: { type: "string", maxLength: 3, pattern: "^x", enum: ["x"] },
      b: { anyOf: [{ type: "integer" }, { const: 1 }] },
    },
  });
  expect(check({ a: "s3cret" })).not.toContain("s3cret");
  expect(check({ b: "s3cret" })).not.toContain("s3cret");
});

describe("properties named like those that every object inherits", () => {
  const { check } = compileEvent({
    type: "object",
    properties: { constructor: { type: "string" }, toString: { type: "integer" } },
    required: ["toString"],
  } as unknown as EventSchema);

  test.each([
    [{ toString: 1 }, undefined],
    [{ toString: 1, constructor: "a" }, undefined],
    [{ toString: 1, constructor: 2 }, "constructor must be string"],
    [{ constructor: "a" }, "toString is missing"],
  ])("are fields as others are: %j", (value, broken) => {
    expect(check(value)).toBe(broken);
  });
});
