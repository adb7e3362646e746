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
 * Says which part of a value violates a schema, and how; `undefined` if the value is valid. `path` is the path of the
 * value. Throws what a getter of the value throws.
 */
export type Check = (value: unknown, path: string) => string | undefined;

/** The check of a schema. */
export interface Rule {
  readonly check: Check;
  /** First keyword that needs ajv, with its place in the schema; `undefined` if none does. */
  readonly unknown: string | undefined;
}

/** Makes the check of one keyword, or returns the place of a keyword that needs ajv. */
type Maker = (operand: unknown, schema: Keywords, place: string) => Check | string;

/** Checks by keyword, in the order of ajv: the first violated keyword is reported. */
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

/** Keywords without effect on validity, at least without further options of ajv. */
const IGNORED: readonly string[] = [
  ...["$id", "$comment", "title", "description", "default", "examples", "deprecated"],
  ...["readOnly", "writeOnly", "format", "contentMediaType", "contentEncoding"],
  ...["definitions", "$defs", "then", "else"],
];

/** Keywords of draft-07 that need ajv. */
const OF_AJV: readonly string[] = [
  ...["$ref", "allOf", "anyOf", "oneOf", "not", "if", "multipleOf", "pattern", "additionalItems"],
  ...["uniqueItems", "contains", "maxProperties", "minProperties", "patternProperties"],
  ...["propertyNames", "dependencies"],
];

/** Makes the rule of a schema copied by `checkedSchema`. Throws `ERR_FASTLOG_INVALID_SCHEMA`. */
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

/** Checks a size. `sizeOf` returns `undefined` for values that the keyword does not apply to. */
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

/** Length of a string in code points, as JSON Schema counts it. */
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

/** Whether `===` compares the value as JSON Schema does: true of anything but objects and NaN. */
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
    // A Set does not tell 0 from -0, like `===`.
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

/** Own property of an object; inherited ones do not count. */
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
