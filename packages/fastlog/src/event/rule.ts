import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import {
  type CheckedType,
  invalidSchema,
  isDate,
  isObject,
  isValidDate,
  type Keywords,
  TYPE_KEYWORD,
} from "./checked.ts";
import { memberPath, mustBe, step, subjectOf } from "./explain.ts";

/**
 * Says which part of a value breaks a schema, and how; `undefined` where nothing does. `path` leads to the value. May
 * throw what a getter of the value throws.
 */
export type Check = (value: unknown, path: string) => string | undefined;

/** A schema's check. */
export interface Rule {
  readonly check: Check;
  /** The first keyword that is not looked at here, and where it stands: only ajv knows it. */
  readonly unknown: string | undefined;
}

/** Makes the check of one keyword, or tells where the keyword stands that only ajv knows. */
type Maker = (operand: unknown, schema: Keywords, place: string) => Check | string;

/** By keyword, in the order in which ajv looks at them: the first one that a value breaks is told. */
const MAKERS: Readonly<Record<string, Maker>> = {
  const: constant,
  enum: oneOf,
  [TYPE_KEYWORD]: typed,
  maximum: bound("<=", (value, limit) => value <= limit),
  minimum: bound(">=", (value, limit) => value >= limit),
  exclusiveMaximum: bound("<", (value, limit) => value < limit),
  exclusiveMinimum: bound(">", (value, limit) => value > limit),
  maxLength: size("more", "characters", lengthOf, (length, limit) => length <= limit),
  minLength: size("fewer", "characters", lengthOf, (length, limit) => length >= limit),
  maxItems: size("more", "items", itemsOf, (length, limit) => length <= limit),
  minItems: size("fewer", "items", itemsOf, (length, limit) => length >= limit),
  items,
  required,
  additionalProperties,
  properties,
};

/** They say nothing about a value, or only where ajv is asked for something else. */
const IGNORED: readonly string[] = [
  ...["$id", "$comment", "title", "description", "default", "examples", "deprecated"],
  ...["readOnly", "writeOnly", "format", "contentMediaType", "contentEncoding"],
  ...["definitions", "$defs", "then", "else"],
];

/** The others of draft-07. */
const OF_AJV: readonly string[] = [
  ...["$ref", "allOf", "anyOf", "oneOf", "not", "if", "multipleOf", "pattern", "additionalItems"],
  ...["uniqueItems", "contains", "maxProperties", "minProperties", "patternProperties"],
  ...["propertyNames", "dependencies"],
];

/** The rule of a schema that was copied by `checkedSchema`. Throws `ERR_FASTLOG_INVALID_SCHEMA`. */
export function ruleOf(schema: unknown, place: string): Rule {
  if (schema === false) return known((_, path) => `${subjectOf(path)} is not allowed`);
  if (!isObject(schema)) return known(() => undefined);
  const checks: Check[] = [];
  let unknown = findUnknown(schema, place);
  for (const [keyword, make] of Object.entries(MAKERS)) {
    if (!(keyword in schema)) continue;
    const check = make(schema[keyword], schema, at(place, keyword));
    if (typeof check === "string") unknown ??= check;
    else checks.push(check);
  }
  return { check: inOrder(checks), unknown };
}

function known(check: Check): Rule {
  return { check, unknown: undefined };
}

function inOrder(checks: readonly Check[]): Check {
  const [only] = checks;
  if (checks.length === 1 && only !== undefined) return only;
  return (value, path) => {
    for (const check of checks) {
      const breach = check(value, path);
      if (breach !== undefined) return breach;
    }
    return undefined;
  };
}

function findUnknown(schema: Keywords, place: string): string | undefined {
  const others = Object.keys(schema).filter((keyword) => !Object.hasOwn(MAKERS, keyword));
  const wrong = others.find((keyword) => !IGNORED.includes(keyword) && !OF_AJV.includes(keyword));
  if (wrong === "nullable") {
    throw invalidSchema(`${at(place, wrong)}: "nullable" cannot be used without "type"`);
  }
  if (wrong !== undefined) {
    const meant = nearName(wrong, ["type", ...Object.keys(MAKERS), ...IGNORED, ...OF_AJV]);
    throw invalidSchema(`${at(place, wrong)}: unknown keyword: ${show(wrong)}${meant}`);
  }
  const first = others.find((keyword) => OF_AJV.includes(keyword));
  return first === undefined ? undefined : at(place, first);
}

function at(place: string, keyword: string): string {
  return place === "" ? keyword : `${place}.${keyword}`;
}

function numberAt(place: string, operand: unknown): number {
  if (typeof operand === "number" && !Number.isNaN(operand)) return operand;
  throw invalidSchema(`${place} is ${show(operand)} (expected a number)`);
}

function bound(sign: string, holds: (value: number, limit: number) => boolean): Maker {
  return (operand, _, place) => {
    const limit = numberAt(place, operand);
    return (value, path) => {
      if (typeof value !== "number" || !Number.isFinite(value) || holds(value, limit))
        return undefined;
      return `${subjectOf(path)} must be ${sign} ${limit}`;
    };
  };
}

/** `sizeOf` is `undefined` for what the keyword is not about. */
function size(
  more: string,
  unit: string,
  sizeOf: (value: unknown) => number | undefined,
  holds: (size: number, limit: number) => boolean,
): Maker {
  return (operand, _, place) => {
    const limit = numberAt(place, operand);
    return (value, path) => {
      const found = sizeOf(value);
      if (found === undefined || holds(found, limit)) return undefined;
      return `${subjectOf(path)} must NOT have ${more} than ${limit} ${unit}`;
    };
  };
}

/** In characters, of which some take two units of UTF-16. */
function lengthOf(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  let { length } = value;
  for (let i = 0; i < value.length - 1; i++) {
    if ((value.codePointAt(i) as number) <= 0xffff) continue;
    length--;
    i++;
  }
  return length;
}

function itemsOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

/** Whether values are the same where they are equal: no objects, and not NaN. */
function isPrimitive(value: unknown): boolean {
  return (typeof value !== "object" || value === null) && !Number.isNaN(value);
}

function constant(operand: unknown, _: Keywords, place: string): Check | string {
  if (!isPrimitive(operand)) return place;
  return (value, path) => (value === operand ? undefined : mustBe(subjectOf(path), operand));
}

function oneOf(operand: unknown, _: Keywords, place: string): Check | string {
  if (!Array.isArray(operand) || operand.length === 0) {
    throw invalidSchema(`${place} is ${show(operand)} (expected a list of values)`);
  }
  if (!operand.every(isPrimitive)) return place;
  const values: ReadonlySet<unknown> = new Set(operand);
  return (value, path) => {
    // A set takes 0 and -0 for the same, as `===` does.
    return values.has(value) ? undefined : mustBe(subjectOf(path), operand, "one of ");
  };
}

function typed(operand: unknown): Check {
  const types = operand as readonly CheckedType[];
  const said = `must be ${types.join(" or ")}`;
  return (value, path) => {
    for (const type of types) if (isOfType(type, value)) return undefined;
    return `${subjectOf(path)} ${said}`;
  };
}

function isOfType(type: CheckedType, value: unknown): boolean {
  switch (type) {
    case "string or Date":
      return typeof value === "string" || isValidDate(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "integer":
      return Number.isInteger(value) || typeof value === "bigint";
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value) && !isDate(value);
    default:
      return typeof value === type;
  }
}

function items(operand: unknown, _: Keywords, place: string): Check | string {
  if (Array.isArray(operand)) return place;
  const { check, unknown } = ruleOf(operand, place);
  if (unknown !== undefined) return unknown;
  return (value, path) => {
    if (!Array.isArray(value)) return undefined;
    for (let i = 0; i < value.length; i++) {
      const breach = check(value[i], `${path}[${i}]`);
      if (breach !== undefined) return breach;
    }
    return undefined;
  };
}

/** A property of an object, which does not have what it inherits. */
function own(object: Keywords, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function required(operand: unknown, _: Keywords, place: string): Check {
  if (!Array.isArray(operand) || !operand.every((name) => typeof name === "string")) {
    throw invalidSchema(`${place} is ${show(operand)} (expected a list of names)`);
  }
  const names: readonly string[] = [...operand];
  return (value, path) => {
    if (!isObject(value)) return undefined;
    const missing = names.find((name) => own(value, name) === undefined);
    return missing === undefined ? undefined : `${path + step(missing, path)} is missing`;
  };
}

function additionalProperties(operand: unknown, schema: Keywords, place: string): Check | string {
  const named = new Set(Object.keys(schema.properties ?? {}));
  const { check, unknown } = ruleOf(operand, place);
  if (unknown !== undefined) return unknown;
  if (operand === true) return () => undefined;
  return (value, path) => {
    if (!isObject(value)) return undefined;
    for (const name in value) {
      if (named.has(name) || !Object.hasOwn(value, name)) continue;
      if (operand === false) return `unknown property ${path + step(name, path)}`;
      const breach = check(value[name], memberPath(name, path));
      if (breach !== undefined) return breach;
    }
    return undefined;
  };
}

function properties(operand: unknown, _: Keywords, place: string): Check | string {
  const members: [name: string, check: Check][] = [];
  for (const [name, schema] of Object.entries(operand as Keywords)) {
    const { check, unknown } = ruleOf(schema, at(place, name));
    if (unknown !== undefined) return unknown;
    members.push([name, check]);
  }
  return (value, path) => {
    if (!isObject(value)) return undefined;
    for (const [name, check] of members) {
      const member = own(value, name);
      const breach = member === undefined ? undefined : check(member, memberPath(name, path));
      if (breach !== undefined) return breach;
    }
    return undefined;
  };
}
