import { BARE, DATE, objectShape, type Shape } from "../encode/shape.ts";
import { COMPOSING, isClosed, isObject, type Keywords } from "./checked.ts";

/** How the values of a schema are written, where that is the same for all of them. */
export interface Serialized {
  /** For fast-json-stringify. */
  readonly schema: Keywords;
  readonly shape: Shape;
}

/**
 * Reduces a schema to what fast-json-stringify writes without changing anything: one type, or null.
 * `undefined` where the schema leaves open how a value looks. What else it says does not matter for a
 * value that was checked. In particular fast-json-stringify would fill in defaults, leave strings of the
 * format `unsafe` as they are, write lists as strings where those are allowed as well, and find inherited
 * properties.
 */
export function serializedSchema(schema: unknown): Serialized | undefined {
  if (!isObject(schema) || COMPOSING.some((keyword) => keyword in schema)) return undefined;
  const types = typesOf(schema);
  const [type = "null", ...more] = types.filter((name) => name !== "null");
  if (more.length > 0 || types.length === 0) return undefined;
  const nullable = schema.nullable === true || types.includes("null");
  const written = (shape: Shape, keywords: Keywords = {}): Serialized => ({
    schema: { type, ...keywords, ...(nullable && { nullable }) },
    shape,
  });

  switch (type) {
    case "string": {
      const { format } = schema;
      return format === "date-time" ? written(DATE, { format }) : written(BARE);
    }
    case "array": {
      const items = serializedSchema(schema.items);
      return items && written({ kind: "list", items: items.shape }, { items: items.schema });
    }
    case "object":
      return serializedObject(schema, written);
    default:
      return written(BARE);
  }
}

function serializedObject(
  schema: Keywords,
  written: (shape: Shape, keywords: Keywords) => Serialized,
): Serialized | undefined {
  if (!isObject(schema.properties) || !hasOnly(schema)) return undefined;
  const members: [string, Shape][] = [];
  const properties: Keywords = {};
  for (const [name, value] of Object.entries(schema.properties)) {
    const member = serializedSchema(value);
    if (member === undefined) return undefined;
    members.push([name, member.shape]);
    properties[name] = member.schema;
  }
  return written(objectShape(members), { properties });
}

/** Whether the properties that an object's schema names are all that it has, and none is inherited. */
export function hasOnly(schema: Keywords): boolean {
  return (
    isClosed(schema) &&
    schema.patternProperties === undefined &&
    !Object.keys(schema.properties as object).some((name) => name in Object.prototype)
  );
}

function typesOf(schema: Keywords): readonly unknown[] {
  const { type } = schema;
  if (type !== undefined) return Array.isArray(type) ? type : [type];
  const values: unknown = "const" in schema ? [schema.const] : schema.enum;
  const areStrings = Array.isArray(values) && values.every((value) => typeof value === "string");
  return areStrings ? ["string"] : [];
}
