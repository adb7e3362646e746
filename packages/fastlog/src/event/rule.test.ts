import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FastlogError } from "../errors.ts";
import { checkedSchema } from "./checked.ts";
import { compileEvent } from "./compile.ts";
import { ruleOf } from "./rule.ts";
import type { EventSchema } from "./schema.ts";
import { validatorOf } from "./validator.ts";

const keyword = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const names = fc.constantFrom("a", "b", "a b", "0", "constructor");
const primitives = fc.oneof(
  fc.constantFrom("", "a", "bb", "😀", "é😀x", 0, -0, 1, 2.5, -1, null, true, false),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    3n,
    undefined,
    new Date(0),
    new Date(Number.NaN),
  ),
);
const types = fc.constantFrom("string", "number", "integer", "boolean", "null", "object", "array");

/** Schemas of all keywords that are known without ajv. */
const { schema: schemas } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.boolean(),
    fc
      .record({
        type: keyword(fc.oneof(types, fc.uniqueArray(types, { minLength: 1 }))),
        nullable: keyword(fc.boolean()),
        format: keyword(fc.constantFrom("date-time", "email")),
        const: keyword(fc.constantFrom("a", 1, null, true)),
        enum: keyword(fc.array(fc.constantFrom("a", "bb", 1, 0, null), { minLength: 1 })),
        maximum: keyword(fc.integer({ min: -2, max: 3 })),
        exclusiveMinimum: keyword(fc.integer({ min: -2, max: 3 })),
        minimum: keyword(fc.integer({ min: -2, max: 3 })),
        exclusiveMaximum: keyword(fc.integer({ min: -2, max: 3 })),
        maxLength: keyword(fc.nat(3)),
        minLength: keyword(fc.nat(3)),
        maxItems: keyword(fc.nat(3)),
        minItems: keyword(fc.nat(3)),
        title: keyword(fc.constant("t")),
        items: keyword(tie("schema")),
        additionalProperties: keyword(tie("schema")),
        properties: keyword(fc.dictionary(names, tie("schema"), { maxKeys: 3 })),
        required: keyword(fc.uniqueArray(names, { maxLength: 2 })),
      })
      .map((all) => {
        const given = Object.entries(all).filter(([, value]) => value !== undefined);
        // They cannot be without the others.
        const { type, properties = {} } = all;
        return Object.fromEntries(
          given
            .filter(([name]) => name !== "nullable" || type !== undefined)
            .map(([name, value]) => {
              if (name !== "required") return [name, value];
              return [name, (value as string[]).filter((it) => Object.hasOwn(properties, it))];
            }),
        );
      }),
  ),
}));

const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    primitives,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(names, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

test("what a schema says is told in ajv's words, for each of its keywords", () => {
  let broken = 0;
  fc.assert(
    fc.property(schemas, fc.array(values, { minLength: 10, maxLength: 10 }), (it, some) => {
      const checked = checkedSchema({ type: "object", properties: { it } });
      const { check, unknown } = ruleOf(checked, "");
      expect(unknown).toBeUndefined();
      const validator = validatorOf(checked, "it");
      for (const value of some) {
        const breach = check({ it: value }, "");
        if (breach !== undefined) broken++;
        expect(breach).toBe(validator?.explain({ it: value }));
      }
    }),
    { numRuns: 1_000 },
  );
  expect(broken).toBeGreaterThan(2_000);
});

test.each<[keyword: string, schema: object]>([
  ["properties.a.pattern", { properties: { a: { type: "string", pattern: "^x" } } }],
  ["properties.a.$ref", { properties: { a: { $ref: "#" } } }],
  ["properties.a.oneOf", { properties: { a: { oneOf: [true] } } }],
  ["properties.a.items", { properties: { a: { items: [true] } } }],
  ["properties.a.items.not", { properties: { a: { items: { not: true } } } }],
  [
    "properties.a.properties.b.multipleOf",
    { properties: { a: { properties: { b: { multipleOf: 2 } } } } },
  ],
  ["additionalProperties.if", { properties: {}, additionalProperties: { if: true, else: true } }],
  ["properties.a.enum", { properties: { a: { enum: [{}] } } }],
  ["properties.a.const", { properties: { a: { const: [] } } }],
  ["allOf", { properties: {}, allOf: [true] }],
  ["patternProperties", { properties: {}, patternProperties: {} }],
])("only ajv knows what %s says", (keyword, schema) => {
  expect(ruleOf(checkedSchema({ type: "object", ...schema }), "").unknown).toBe(keyword);
  expect(() => compileEvent({ type: "object", ...schema } as EventSchema)).not.toThrow();
});

describe("what is wrong in a schema is named, with the place where it stands", () => {
  test.each<[schema: object, said: string]>([
    [
      { properties: {}, requird: [] },
      'requird: unknown keyword: "requird"; did you mean "required"?',
    ],
    [
      { properties: { a: { type: "array", items: { minLenght: 1 } } } },
      'properties.a.items.minLenght: unknown keyword: "minLenght"; did you mean "minLength"?',
    ],
    [{ properties: { a: { xyz: 1 } } }, 'properties.a.xyz: unknown keyword: "xyz"'],
    [{ properties: { a: { maximum: "1" } } }, 'properties.a.maximum is "1" (expected a number)'],
    [
      { properties: { a: { minItems: null } } },
      "properties.a.minItems is null (expected a number)",
    ],
    [{ properties: { a: { enum: "a" } } }, 'properties.a.enum is "a" (expected a list of values)'],
    [
      { properties: {}, additionalProperties: true, required: [1] },
      "required is [1] (expected a list of names)",
    ],
  ])("%j: %s", (schema, said) => {
    const rule = () => ruleOf(checkedSchema({ type: "object", ...schema }), "");
    expect(rule).toThrow(FastlogError);
    expect(rule).toThrow(`invalid schema: ${said}`);
  });
});
