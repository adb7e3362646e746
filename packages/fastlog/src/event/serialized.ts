import type { CodeKeywordDefinition } from "ajv";
import { BARE, objectShape, type Shape } from "../encode/shape.ts";
import { COMPOSING, isClosed, isObject, type Keywords } from "./checked.ts";
import { isClean, isLiteral, isShort } from "./faithful.ts";

/** The copies of a schema that values are written by, and that tell which are the simple ones. */
export interface Serialized {
  readonly schema: Keywords;
  /**
   * What satisfies this, and the event's own schema, can be written as it is. `undefined` where it
   * cannot be told ahead.
   */
  readonly simple: Keywords | undefined;
  /** How simple values look as JSON; `undefined` where they may look otherwise. */
  readonly shape: Shape | undefined;
}

/** Any value, by `JSON.stringify`. */
const ANY: Serialized = { schema: {}, simple: undefined, shape: undefined };

/** How a value that satisfies one of these is written depends on which. */
const UNDECIDED = [...COMPOSING, "patternProperties", "additionalItems"];

/**
 * Reduces a schema to what fast-json-stringify writes without changing anything: one type, or null.
 * What is left out of it either does not matter for a value that was checked, or makes the value one
 * that `JSON.stringify` writes. In particular it would fill in defaults, leave strings of the format
 * `unsafe` as they are, write lists as strings where those are allowed as well, and find inherited
 * properties.
 */
export function serializedSchema(schema: unknown): Serialized {
  if (!isObject(schema) || UNDECIDED.some((keyword) => keyword in schema)) return ANY;
  const [type, ...more] = typesOf(schema).filter((name) => name !== "null");
  if (more.length > 0) return ANY;
  const nullable = schema.nullable === true || typesOf(schema).includes("null");
  const written = (keywords: Keywords): Keywords => ({
    type,
    ...keywords,
    ...(nullable && { nullable }),
  });

  switch (type) {
    case "string": {
      const { format } = schema;
      return {
        schema: written(format === "date-time" ? { format } : {}),
        simple: {},
        // A date is no string.
        shape: format === "date-time" ? undefined : BARE,
      };
    }
    case "number":
    case "integer":
    case "boolean":
      return { schema: written({}), simple: {}, shape: BARE };
    case "array": {
      const items = serializedSchema(schema.items);
      return {
        schema: written({ items: items.schema }),
        simple: items.simple && { "fastlog:short": true, items: items.simple },
        shape: items.shape && { kind: "list", items: items.shape },
      };
    }
    case "object":
      return serializedObject(schema, written);
    default:
      return typesOf(schema).includes("null")
        ? { schema: { type: "null" }, simple: {}, shape: BARE }
        : ANY;
  }
}

function serializedObject(schema: Keywords, written: (keywords: Keywords) => Keywords): Serialized {
  if (!isObject(schema.properties)) return ANY;
  const names = Object.keys(schema.properties);
  if (names.some((name) => name in Object.prototype)) return ANY;

  const inside = Object.entries(schema.properties).map(
    ([name, value]) => [name, serializedSchema(value)] as const,
  );
  const properties = Object.fromEntries(inside.map(([name, { schema }]) => [name, schema]));
  const keywords: Keywords = { properties };
  if (startsWith(names, schema.required)) keywords.required = schema.required;
  if (!isClosed(schema)) {
    const others = serializedSchema(schema.additionalProperties);
    return {
      schema: written({ ...keywords, additionalProperties: others.schema }),
      simple: undefined,
      shape: undefined,
    };
  }

  const isSimple = names.every(isClean) && inside.every(([, { simple }]) => simple !== undefined);
  return {
    schema: written(keywords),
    simple: isSimple
      ? {
          "fastlog:literal": true,
          properties: Object.fromEntries(inside.map(([name, { simple }]) => [name, simple])),
        }
      : undefined,
    shape: shapeOf(inside),
  };
}

function shapeOf(inside: readonly (readonly [string, Serialized])[]): Shape | undefined {
  const members: [string, Shape][] = [];
  for (const [name, { shape }] of inside) {
    if (shape === undefined) return undefined;
    members.push([name, shape]);
  }
  return objectShape(members);
}

/** The schema of what satisfies a checked one, and is simple too: one walk for the two of them. */
export function both(checked: Keywords, simple: Keywords): Keywords {
  const { properties, items } = simple;
  const merged = { ...checked, ...simple };
  if (isObject(properties)) {
    const inside = checked.properties as Record<string, Keywords>;
    merged.properties = Object.fromEntries(
      Object.entries(properties).map(([name, one]) => [
        name,
        both(inside[name] as Keywords, one as Keywords),
      ]),
    );
  }
  if (isObject(items)) merged.items = both(checked.items as Keywords, items);
  return merged;
}

/**
 * Whether the required names come before the others: the code is then better, and the properties do not
 * change places for it.
 */
function startsWith(names: readonly string[], required: unknown): boolean {
  if (!Array.isArray(required)) return false;
  const distinct = new Set(required);
  return names.slice(0, distinct.size).every((name) => distinct.has(name));
}

function typesOf(schema: Keywords): readonly unknown[] {
  const { type } = schema;
  if (type !== undefined) return Array.isArray(type) ? type : [type];
  const values: unknown = "const" in schema ? [schema.const] : schema.enum;
  const areStrings = Array.isArray(values) && values.every((value) => typeof value === "string");
  return areStrings ? ["string"] : [];
}

/** The keywords of {@link Serialized.simple}, for an ajv whose code is tagged by `_`. */
export function simpleKeywords(_: typeof import("ajv")._): CodeKeywordDefinition[] {
  const keyword = (
    name: string,
    type: "array" | "object",
    ref: (value: never) => boolean,
  ): CodeKeywordDefinition => ({
    keyword: name,
    type,
    code: (cxt) => cxt.fail(_`!${cxt.gen.scopeValue("func", { ref })}(${cxt.data})`),
  });
  return [
    keyword("fastlog:short", "array", isShort),
    keyword("fastlog:literal", "object", isLiteral),
  ];
}
