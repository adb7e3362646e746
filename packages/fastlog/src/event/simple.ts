import type { Limits } from "../encode/limits.ts";
import type { Shape } from "../encode/shape.ts";
import { SystemDate } from "../time.ts";

/** What has another one is not written as the date that it is. */
const { toJSON: dateToJson } = SystemDate.prototype;

/**
 * Whether a value that satisfies its schema has the shape of that, and nothing besides, so that it may
 * be written by it: it is made of literals, and nothing of it is beyond the limits. `depth` counts the
 * objects from a field's value, which is 1. May throw, where the value does.
 */
export function hasShape(value: unknown, shape: Shape, limits: Limits, depth: number): boolean {
  if (shape.kind === "bare" || typeof value !== "object" || value === null) return true;
  if (shape.kind === "date") return isDate(value);
  if (depth > limits.maxDepth) return false;

  if (shape.kind === "list") {
    const { items } = shape;
    if (!isList(value) || value.length > limits.maxBreadth) return false;
    if (items.kind === "bare") return true;
    for (let i = 0; i < value.length; i++) {
      if (!hasShape(value[i], items, limits, depth + 1)) return false;
    }
    return true;
  }

  const { members } = shape;
  if (!isLiteral(value) || members.length > limits.maxBreadth) return false;
  for (let i = 0; i < members.length; i++) {
    const { name, shape: inside } = members[i] as (typeof members)[number];
    if (inside.kind === "bare") continue;
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (!hasShape(member, inside, limits, depth + 1)) return false;
  }
  return true;
}

/** Whether that is what a literal makes: its own properties are all that there is to it. */
function isLiteral(value: object & { readonly toJSON?: unknown }): boolean {
  // Once it has looked for a property, V8 knows the prototype too: 4 ns for both, else 10 for that alone.
  if (value.toJSON !== undefined) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isList(value: object & { readonly toJSON?: unknown }): value is readonly unknown[] {
  return value.toJSON === undefined && Array.isArray(value);
}

function isDate(value: object & { readonly toJSON?: unknown }): boolean {
  return Object.getPrototypeOf(value) === SystemDate.prototype && value.toJSON === dateToJson;
}
