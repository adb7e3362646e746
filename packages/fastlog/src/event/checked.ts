import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { SystemDate } from "../time/system-time.ts";
import type { TypeName, ValueSchema } from "./schema.ts";

const TYPES: readonly unknown[] = [
  "string",
  "number",
  "integer",
  "boolean",
  "null",
  "object",
  "array",
] satisfies TypeName[];

/** Keywords whose schemas describe members of a value. */
const INSIDE = [
  "properties",
  "patternProperties",
  "items",
  "additionalItems",
  "additionalProperties",
];
/** Keywords with several schemas, each of which describes a whole value. */
const BRANCHES = ["anyOf", "oneOf"];
/** Keywords whose schemas describe a value only in part, or not at all. */
const PARTS = ["allOf", "if", "then", "else", "not", "contains", "definitions", "$defs"];
/** Keywords that hold schemas by name. The others hold one schema, or a list. */
const BY_NAME = ["properties", "patternProperties", "definitions", "$defs", "dependencies"];

const WITH_SCHEMAS: ReadonlySet<string> = new Set([...INSIDE, ...BRANCHES, ...PARTS, ...BY_NAME]);
/** Keywords that add to the schema around them, so that its own keywords do not describe the value completely. */
export const COMPOSING: readonly string[] = [
  "$ref",
  "allOf",
  "anyOf",
  "oneOf",
  "if",
  "dependencies",
];
/** Keywords that the copy leaves out: the dialect, and the one that makes ajv return a promise. */
const OMITTED: ReadonlySet<string> = new Set(["$schema", "$async"]);

/** An unchecked schema: any keyword, with any value. */
export type Keywords = Record<string, unknown> & { [K in Read]?: unknown };

type Read = Exclude<keyof ValueSchema, "$id" | "$schema">;

/**
 * Copies an event's schema and makes it strict, so that no part of a value is lost: an object has no additional
 * properties unless its schema allows them, and values have types that JSON can express (see {@link TYPE_KEYWORD}).
 * Throws `ERR_FASTLOG_INVALID_SCHEMA` if the value is not a schema.
 */
export function checkedSchema(schema: unknown): Keywords {
  if (!isObject(schema) || schema.type !== "object" || !isObject(schema.properties)) {
    throw invalidSchema(`${lacking(schema)} (expected { type: "object", properties: { … } })`);
  }
  return copyObject(schema, "", true);
}

/** Says why a value is not the schema of an event. */
function lacking(schema: unknown): string {
  if (!isObject(schema)) return show(schema);
  if (schema.type !== "object") return `type is ${show(schema.type)}`;
  return `properties is ${show(schema.properties)}`;
}

export function invalidSchema(reason: string, cause?: unknown): FastlogError {
  return new FastlogError("ERR_FASTLOG_INVALID_SCHEMA", `invalid schema: ${reason}`, { cause });
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function copyObject(schema: Keywords, path: string, closes: boolean): Keywords {
  const copy: Keywords = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (OMITTED.has(keyword)) continue;
    copy[keyword] = WITH_SCHEMAS.has(keyword)
      ? copyInside(keyword, value, path, closes && closesInside(keyword, schema))
      : value;
  }
  const types = typesOf(schema, path);
  if (types === undefined) return copy;

  delete copy.type;
  delete copy.nullable;
  copy[TYPE_KEYWORD] = types;
  if (closes && types.includes("object") && isClosed(schema)) {
    copy.additionalProperties = false;
    findRequired(schema, path);
  }
  return copy;
}

function copyInside(keyword: string, value: unknown, path: string, closes: boolean): unknown {
  const at = path === "" ? keyword : `${path}.${keyword}`;
  if (BY_NAME.includes(keyword)) {
    if (!isObject(value)) throw invalidSchema(`${at} is ${show(value)} (expected an object)`);
    const named = Object.entries(value).map(([name, inside]): [string, unknown] => {
      if (keyword === "properties") checkName(name, at);
      // A dependency is a schema or a list of names.
      if (Array.isArray(inside)) return [name, inside];
      return [name, copy(inside, `${at}.${name}`, closes)];
    });
    return Object.fromEntries(named);
  }
  if (Array.isArray(value)) {
    if (value.length === 0) throw invalidSchema(`${at} is [] (expected at least one schema)`);
    return value.map((inside, i) => copy(inside, `${at}[${i}]`, closes));
  }
  return copy(value, at, closes);
}

function copy(schema: unknown, path: string, closes: boolean): unknown {
  if (typeof schema === "boolean") return schema;
  if (!isObject(schema)) {
    throw invalidSchema(`${path} is ${show(schema)} (expected a schema: an object or a boolean)`);
  }
  return copyObject(schema, path, closes);
}

function checkName(name: string, path: string): void {
  // A field of this name cannot be told from the prototype.
  if (name === "__proto__") throw invalidSchema(`${path} names ${show(name)}`);
  if (LONE_SURROGATE.test(name)) {
    throw invalidSchema(`${path} names ${show(name)} (expected valid Unicode)`);
  }
}

function closesInside(keyword: string, schema: Keywords): boolean {
  if (BRANCHES.includes(keyword)) return schema.properties === undefined;
  return INSIDE.includes(keyword);
}

/** Whether a schema of an object allows only the properties that it names. */
export function isClosed(schema: Keywords): boolean {
  if (schema.additionalProperties !== undefined) return schema.additionalProperties === false;
  return schema.properties !== undefined && !COMPOSING.some((keyword) => keyword in schema);
}

function findRequired(schema: Keywords, path: string): void {
  const { required, properties, patternProperties } = schema;
  if (!Array.isArray(required) || patternProperties !== undefined) return;
  const missing = required.find(
    (name) => !isObject(properties) || !Object.hasOwn(properties, name),
  );
  if (missing === undefined) return;
  const at = path === "" ? "required" : `${path}.required`;
  throw invalidSchema(`${at} names ${show(missing)}, which is not among the properties`);
}

/** Types that a schema names, for {@link TYPE_KEYWORD}; `undefined` if it names none. */
function typesOf(schema: Keywords, path: string): CheckedType[] | undefined {
  const { type, format, nullable } = schema;
  if (type === undefined) return undefined;
  const names: readonly unknown[] = Array.isArray(type) ? type : [type];
  const unknown = names.find((name) => !TYPES.includes(name));
  if (names.length === 0 || unknown !== undefined) {
    const at = path === "" ? "type" : `${path}.type`;
    throw invalidSchema(`${at} is ${show(type)} (expected ${TYPES.join(", ")})`);
  }
  const types = new Set(names as TypeName[]);
  if (nullable === true) types.add("null");
  return Array.from(types, (name) =>
    name === "string" && format === "date-time" ? "string or Date" : name,
  );
}

/** A type in the copy of a schema. */
export type CheckedType = TypeName | "string or Date";

/**
 * Replaces the keyword `type` in the copy. Its value is a list of types. A `Date` counts as a string of format
 * date-time and not as an object, a bigint as an integer. Numbers must be finite, because JSON has no others.
 */
export const TYPE_KEYWORD = "fastlog:type";

export function isDate(value: unknown): value is Date {
  return value instanceof SystemDate;
}

export function isValidDate(value: unknown): boolean {
  return isDate(value) && !Number.isNaN(value.getTime());
}

export function isObject(value: unknown): value is Keywords {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
