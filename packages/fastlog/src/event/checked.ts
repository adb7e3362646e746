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

/** Their schemas describe what lies inside a value. */
const INSIDE = [
  "properties",
  "patternProperties",
  "items",
  "additionalItems",
  "additionalProperties",
];
/** Each of their schemas describes a value on its own. */
const BRANCHES = ["anyOf", "oneOf"];
/** Their schemas describe a value only together with others, or not at all. */
const PARTS = ["allOf", "if", "then", "else", "not", "contains", "definitions", "$defs"];
/** They hold schemas by name; the others hold one, or a list. */
const BY_NAME = ["properties", "patternProperties", "definitions", "$defs", "dependencies"];

const WITH_SCHEMAS: ReadonlySet<string> = new Set([...INSIDE, ...BRANCHES, ...PARTS, ...BY_NAME]);
/** Where one of these stands, the schema around it is not all that describes the value. */
export const COMPOSING: readonly string[] = [
  "$ref",
  "allOf",
  "anyOf",
  "oneOf",
  "if",
  "dependencies",
];
/** A dialect that need not be known, and what would make a promise of the answer. */
const OMITTED: ReadonlySet<string> = new Set(["$schema", "$async"]);

/** A schema of which nothing is known: any keyword, with any value. */
export type Keywords = Record<string, unknown> & { [K in Read]?: unknown };

type Read = Exclude<keyof ValueSchema, "$id" | "$schema">;

/**
 * Copies an event's schema with what nothing may be lost by: an object that says nothing about
 * additional properties has none, and types are those that can be written as they are (see
 * {@link TYPE_KEYWORD}). Throws `ERR_FASTLOG_INVALID_SCHEMA` for what is no schema.
 */
export function checkedSchema(schema: unknown): Keywords {
  if (!isObject(schema) || schema.type !== "object" || !isObject(schema.properties)) {
    throw invalidSchema(`${lacking(schema)} (expected { type: "object", properties: { … } })`);
  }
  return copyObject(schema, "", true);
}

/** What keeps a value from being the schema of an event. */
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
      // A dependency may be a list of names.
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
  // Nobody can tell a field of that name from the prototype.
  if (name === "__proto__") throw invalidSchema(`${path} names ${show(name)}`);
  if (LONE_SURROGATE.test(name)) {
    throw invalidSchema(`${path} names ${show(name)} (expected valid Unicode)`);
  }
}

function closesInside(keyword: string, schema: Keywords): boolean {
  if (BRANCHES.includes(keyword)) return schema.properties === undefined;
  return INSIDE.includes(keyword);
}

/** Whether the properties that an object's schema names are all that it has. */
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

/** The types that a schema names, as the keyword takes them; `undefined` where it names none. */
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

/** What a value may be, as the copy says it. */
export type CheckedType = TypeName | "string or Date";

/**
 * Stands for `type` in the copy: a list, in which a `Date` is a string that is a date-time, and no
 * object, and a bigint is an integer. Numbers are finite, as JSON cannot write others.
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
