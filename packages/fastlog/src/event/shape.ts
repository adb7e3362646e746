import {
  type CheckedType,
  COMPOSING,
  isClosed,
  isObject,
  type Keywords,
  TYPE_KEYWORD,
} from "./checked.ts";
import { ruleOf } from "./rule.ts";

/** Structure that all values of a schema share. */
export type Shape = Leaf | ListShape | ObjectShape;

/** Says whether a value satisfies the keywords of a schema other than its type. */
export type Test = (value: unknown) => boolean;

/** Shape of a value that is neither an object nor a list. */
export interface Leaf {
  readonly kind: "leaf";
  /** Bit mask of {@link TYPES}. */
  readonly types: number;
  readonly test: Test | undefined;
}

export interface ListShape {
  readonly kind: "list";
  readonly isNullable: boolean;
  readonly items: Shape;
}

export interface ObjectShape {
  readonly kind: "object";
  readonly isNullable: boolean;
  /** All members that the object may have, in the order of writing. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  readonly shape: Shape;
}

export const STRING = 1;
export const NUMBER = 2;
export const INTEGER = 4;
export const BOOLEAN = 8;
export const NULL = 16;
/** Bit of a `Date`, which is written as a string. */
export const DATE = 32;

const TYPES: Readonly<Partial<Record<CheckedType, number>>> = {
  string: STRING,
  "string or Date": STRING | DATE,
  number: NUMBER,
  integer: INTEGER,
  boolean: BOOLEAN,
  null: NULL,
};

/** Keywords without effect on validity. */
const ANNOTATIONS: readonly string[] = [
  ...["$id", "$comment", "title", "description", "default", "examples", "deprecated"],
  ...["readOnly", "writeOnly", "format", "definitions", "$defs"],
];
const OF_LISTS: readonly string[] = [TYPE_KEYWORD, "items"];
const OF_OBJECTS: readonly string[] = [
  TYPE_KEYWORD,
  "properties",
  "required",
  "additionalProperties",
];

/**
 * Shape of a schema copied by `checkedSchema`; `undefined` if the schema leaves the structure of values open, or
 * demands more than can be checked while a value is written.
 */
export function shapeOf(schema: unknown): Shape | undefined {
  if (!isObject(schema) || COMPOSING.some((keyword) => keyword in schema)) return undefined;
  const types = schema[TYPE_KEYWORD] as readonly CheckedType[] | undefined;
  if (types === undefined) return strings(schema);
  const some = types.filter((type) => type !== "null");
  const isNullable = some.length < types.length;
  if (some.length === 1 && some[0] === "array") return listShape(schema, isNullable);
  if (some.length === 1 && some[0] === "object") return objectShape(schema, isNullable);
  const bits = types.map((type) => TYPES[type] ?? 0);
  return bits.includes(0)
    ? undefined
    : leaf(
        schema,
        bits.reduce((sum, bit) => sum | bit, 0),
      );
}

/** Shape of a schema that lists strings only, as `enum` or `const`. */
function strings(schema: Keywords): Shape | undefined {
  const values: unknown = "const" in schema ? [schema.const] : schema.enum;
  const areStrings = Array.isArray(values) && values.every((value) => typeof value === "string");
  return areStrings ? leaf(schema, STRING) : undefined;
}

function leaf(schema: Keywords, types: number): Shape | undefined {
  if (hasOnlyKeywords(schema, [TYPE_KEYWORD])) return { kind: "leaf", types, test: undefined };
  const { check, unknown } = ruleOf(schema, "");
  // The keyword needs ajv, which checks it.
  if (unknown !== undefined) return { kind: "leaf", types, test: undefined };
  return { kind: "leaf", types, test: (value) => check(value, "") === undefined };
}

function listShape(schema: Keywords, isNullable: boolean): Shape | undefined {
  if (!hasOnlyKeywords(schema, OF_LISTS)) return undefined;
  const items = shapeOf(schema.items);
  return items && { kind: "list", isNullable, items };
}

function objectShape(schema: Keywords, isNullable: boolean): Shape | undefined {
  if (!hasOnlyKeywords(schema, OF_OBJECTS) || !hasOnly(schema)) return undefined;
  const members: Member[] = [];
  for (const [name, value] of Object.entries(schema.properties as Keywords)) {
    const shape = shapeOf(value);
    if (shape === undefined) return undefined;
    members.push({ name, isRequired: requires(schema, name), shape });
  }
  return { kind: "object", isNullable, members };
}

function hasOnlyKeywords(schema: Keywords, known: readonly string[]): boolean {
  return Object.keys(schema).every(
    (keyword) => known.includes(keyword) || ANNOTATIONS.includes(keyword),
  );
}

/** Whether a schema of an object allows only the properties that it names, and no name is one that objects inherit. */
export function hasOnly(schema: Keywords): boolean {
  return (
    isObject(schema.properties) &&
    isClosed(schema) &&
    schema.patternProperties === undefined &&
    !Object.keys(schema.properties).some((name) => name in Object.prototype)
  );
}

export function requires(schema: Keywords, name: string): boolean {
  return Array.isArray(schema.required) && schema.required.includes(name);
}
