import { expectTypeOf, test } from "vitest";
import type { EventSchema, FieldsOf, Schema } from "./schema.ts";

/** What the function is called like that such types are made for. */
function typed<const S extends EventSchema>(_schema: S): (fields: FieldsOf<S>) => void {
  return () => {};
}

/** The type of a field `it` that is required. */
type It<S extends Schema> = FieldsOf<{
  type: "object";
  properties: { it: S };
  required: ["it"];
}>["it"];

test("a value has the type that its schema names", () => {
  expectTypeOf<It<{ type: "string" }>>().toEqualTypeOf<string>();
  expectTypeOf<It<{ type: "number" }>>().toEqualTypeOf<number>();
  expectTypeOf<It<{ type: "integer" }>>().toEqualTypeOf<number | bigint>();
  expectTypeOf<It<{ type: "boolean" }>>().toEqualTypeOf<boolean>();
  expectTypeOf<It<{ type: "null" }>>().toEqualTypeOf<null>();
});

test("of several named types it has one", () => {
  expectTypeOf<It<{ type: readonly ["string", "number"] }>>().toEqualTypeOf<string | number>();
  expectTypeOf<It<{ type: ["boolean", "null"] }>>().toEqualTypeOf<boolean | null>();
  expectTypeOf<It<{ type: ["array", "null"]; items: { type: "string" } }>>().toEqualTypeOf<
    readonly string[] | null
  >();
});

test("a nullable value may be null", () => {
  expectTypeOf<It<{ type: "string"; nullable: true }>>().toEqualTypeOf<string | null>();
  expectTypeOf<It<{ type: "string"; nullable: false }>>().toEqualTypeOf<string>();
});

test("a date-time is a string or a Date, and other formats are strings", () => {
  expectTypeOf<It<{ type: "string"; format: "date-time" }>>().toEqualTypeOf<string | Date>();
  expectTypeOf<It<{ type: "string"; format: "date" }>>().toEqualTypeOf<string>();
  expectTypeOf<It<{ type: ["string", "null"]; format: "date-time" }>>().toEqualTypeOf<
    string | Date | null
  >();
});

test("enum and const leave only the values that they name", () => {
  expectTypeOf<It<{ enum: readonly ["a", 1, null] }>>().toEqualTypeOf<"a" | 1 | null>();
  expectTypeOf<It<{ type: "string"; enum: ["a", "b"] }>>().toEqualTypeOf<"a" | "b">();
  expectTypeOf<It<{ type: "integer"; enum: [1, 2] }>>().toEqualTypeOf<1 | 2>();
  expectTypeOf<It<{ const: "a" }>>().toEqualTypeOf<"a">();
  expectTypeOf<It<{ type: "number"; const: 1 }>>().toEqualTypeOf<1>();
});

test("null has to be among the values of a nullable enum, as the check has it", () => {
  type Without = { type: "string"; nullable: true; enum: ["a"] };
  expectTypeOf<It<Without>>().toEqualTypeOf<"a">();
  type With = { type: "string"; nullable: true; enum: ["a", null] };
  expectTypeOf<It<With>>().toEqualTypeOf<"a" | null>();
});

test("an array has items of their schema", () => {
  expectTypeOf<It<{ type: "array"; items: { type: "number" } }>>().toEqualTypeOf<
    readonly number[]
  >();
  expectTypeOf<
    It<{ type: "array"; items: { type: "array"; items: { type: "string" } } }>
  >().toEqualTypeOf<readonly (readonly string[])[]>();
  expectTypeOf<It<{ type: "array" }>>().toEqualTypeOf<readonly unknown[]>();
  expectTypeOf<It<{ type: "array"; items: true }>>().toEqualTypeOf<readonly unknown[]>();
  expectTypeOf<It<{ type: "array"; items: [{ type: "string" }] }>>().toEqualTypeOf<
    readonly unknown[]
  >();
});

test("properties are optional unless they are required", () => {
  expectTypeOf<
    FieldsOf<{
      type: "object";
      properties: { a: { type: "string" }; b: { type: "number" } };
      required: readonly ["a"];
    }>
  >().toEqualTypeOf<{ a: string; b?: number | undefined }>();
  expectTypeOf<
    FieldsOf<{ type: "object"; properties: { a: { type: "string" } } }>
  >().toEqualTypeOf<{ a?: string | undefined }>();
  expectTypeOf<FieldsOf<{ type: "object"; properties: Record<never, never> }>>().toEqualTypeOf<
    Record<never, never>
  >();
});

test("objects lie inside objects", () => {
  type User = {
    type: "object";
    properties: { id: { type: "string" }; name: { type: "string" } };
    required: ["id"];
  };
  expectTypeOf<It<User>>().toEqualTypeOf<{ id: string; name?: string | undefined }>();
  expectTypeOf<It<{ type: "array"; items: User }>>().toEqualTypeOf<
    readonly { id: string; name?: string | undefined }[]
  >();
});

test("additional properties may be anything, or of a schema", () => {
  type A = { type: "object"; properties: { a: { type: "string" } }; required: ["a"] };
  expectTypeOf<FieldsOf<A & { additionalProperties: false }>>().toEqualTypeOf<{ a: string }>();
  expectTypeOf<FieldsOf<A & { additionalProperties: true }>>().toEqualTypeOf<{
    [name: string]: unknown;
    a: string;
  }>();
  // What is named has to be a case of what is not.
  expectTypeOf<FieldsOf<A & { additionalProperties: { type: "number" } }>>().toEqualTypeOf<{
    [name: string]: number | string | undefined;
    a: string;
  }>();
});

test("an object without properties has any", () => {
  expectTypeOf<It<{ type: "object" }>>().toEqualTypeOf<{ [name: string]: unknown }>();
  expectTypeOf<It<{ type: "object"; additionalProperties: { type: "string" } }>>().toEqualTypeOf<{
    [name: string]: string;
  }>();
});

test("anyOf and oneOf are unions", () => {
  type Branches = readonly [{ type: "string" }, { type: "array"; items: { type: "number" } }];
  expectTypeOf<It<{ anyOf: Branches }>>().toEqualTypeOf<string | readonly number[]>();
  expectTypeOf<It<{ oneOf: Branches }>>().toEqualTypeOf<string | readonly number[]>();
  expectTypeOf<It<{ anyOf: [{ type: "string" }, true] }>>().toEqualTypeOf<unknown>();
});

test("branches narrow the type that stands beside them", () => {
  expectTypeOf<It<{ type: "string"; anyOf: [{ const: "a" }, { const: "b" }] }>>().toEqualTypeOf<
    "a" | "b"
  >();
  expectTypeOf<It<{ type: "string"; anyOf: [{ minLength: 1 }] }>>().toEqualTypeOf<string>();
});

test("whatever else a schema says is unknown", () => {
  expectTypeOf<It<true>>().toEqualTypeOf<unknown>();
  expectTypeOf<It<Record<never, never>>>().toEqualTypeOf<unknown>();
  expectTypeOf<It<{ $ref: "#/definitions/a" }>>().toEqualTypeOf<unknown>();
  expectTypeOf<It<{ allOf: [{ type: "string" }] }>>().toEqualTypeOf<unknown>();
  expectTypeOf<It<{ minimum: 1 }>>().toEqualTypeOf<unknown>();
  expectTypeOf<It<false>>().toEqualTypeOf<never>();
});

test("a schema whose literals are not known takes any fields", () => {
  const log = typed({ type: "object", properties: {} } as EventSchema);
  log({});
  log({ a: 1, b: { c: [] } });
});

test("the types of a literal schema are known where it is written", () => {
  const requestDone = typed({
    type: "object",
    properties: {
      method: { enum: ["GET", "POST"] },
      status: { type: "integer", minimum: 100, description: "of the answer" },
      user: {
        type: "object",
        properties: { id: { type: "integer" }, name: { type: "string", nullable: true } },
        required: ["id"],
      },
      at: { type: "string", format: "date-time" },
      tags: { type: "array", items: { type: "string" } },
    },
    required: ["method", "status"],
  });
  expectTypeOf(requestDone).parameter(0).toEqualTypeOf<{
    method: "GET" | "POST";
    status: number | bigint;
    user?: { id: number | bigint; name?: string | null | undefined } | undefined;
    at?: string | Date | undefined;
    tags?: readonly string[] | undefined;
  }>();

  requestDone({ method: "GET", status: 200 });
  requestDone({
    method: "GET",
    status: 200n,
    user: undefined,
    at: new Date(),
    tags: ["a"] as const,
  });
  requestDone({ method: "POST", status: 200, user: { id: 1, name: null }, at: "2026-11-21" });
  // @ts-expect-error: status is missing
  requestDone({ method: "GET" });
  // @ts-expect-error: the wrong type
  requestDone({ method: "GET", status: "200" });
  // @ts-expect-error: not one of the values
  requestDone({ method: "PUT", status: 200 });
  // @ts-expect-error: an unknown property
  requestDone({ method: "GET", status: 200, colour: "red" });
  // @ts-expect-error: an unknown property inside
  requestDone({ method: "GET", status: 200, user: { id: 1, colour: "red" } });
  // @ts-expect-error: missing inside
  requestDone({ method: "GET", status: 200, user: {} });
  // @ts-expect-error: no fields at all
  requestDone();
});

test("a schema that is written apart needs as const", () => {
  const schema = {
    type: "object",
    properties: { a: { type: "boolean" } },
    required: ["a"],
  } as const;
  expectTypeOf(typed(schema)).parameter(0).toEqualTypeOf<{ a: boolean }>();
});

test("additional properties take whatever they say", () => {
  const open = typed({
    type: "object",
    properties: { a: { type: "boolean" } },
    required: ["a"],
    additionalProperties: { type: "number" },
  });
  open({ a: true, b: 1 });
  // @ts-expect-error: neither a number nor what `a` may be
  open({ a: true, b: "1" });
  // @ts-expect-error: what is named keeps its type
  open({ a: 1 });
});

test("what is no schema of an object is no event's schema", () => {
  // @ts-expect-error: an event has fields
  typed({ type: "string" });
  // @ts-expect-error: of which it names some
  typed({ type: "object" });
  // @ts-expect-error: no such type
  typed({ type: "object", properties: { a: { type: "int" } } });
  // @ts-expect-error: names are in a list
  typed({ type: "object", properties: { a: { type: "integer" } }, required: "a" });
});
