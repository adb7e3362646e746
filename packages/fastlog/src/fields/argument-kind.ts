import { types } from "node:util";
import { isEmitter } from "../encode/object/kind.ts";
import { substituteFields } from "./substitute-fields.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Says what stands in the place of a value whose getter threw. */
interface ThrownForm {
  thrown(error: unknown): string;
}

const { isNativeError } = types;

/** Whether a left-over argument becomes the field `err`. */
export function isError(value: unknown): value is Error {
  try {
    // The second knows those of other realms, too.
    return value instanceof Error || isNativeError(value);
  } catch {
    return false;
  }
}

/** Whether a left-over argument merges into the fields: an object that stands for nothing else. */
export function isFields(value: unknown): value is Fields {
  if (typeof value !== "object" || value === null) return false;
  try {
    // Nearly always. To ask for its prototype takes 15 ns, because V8 calls its runtime for that.
    if (value.constructor === Object) return true;
  } catch {
    // It is a getter that throws: what the object is does not depend on that.
  }
  return isOtherFields(value);
}

function isOtherFields(value: object): boolean {
  try {
    if (Object.getPrototypeOf(value) === Object.prototype) return true;
    if (isError(value)) return false;
    const isObject = Object.prototype.toString.call(value) === "[object Object]";
    return isObject && !isSpecial(value) && !isOnlyClass(value);
  } catch {
    return false;
  }
}

/** Whether an object has a class and no property of its own: as fields it would say nothing. */
function isOnlyClass(value: object): boolean {
  try {
    if (Object.getPrototypeOf(value) === null) return false;
    for (const name in value) if (Object.hasOwn(value, name)) return false;
    return true;
  } catch {
    // Its names cannot be listed, which the record says.
    return false;
  }
}

/** Whether the properties of an object of some class are no fields: see {@link substituteFieldsOf}. */
function isSpecial(value: object): boolean {
  try {
    return isEmitter(value) || (isSuspect(value) && substituteFields(value, String) !== undefined);
  } catch {
    return false;
  }
}

/** Whether an object may be a request, a response or an event. */
function isSuspect(value: object): boolean {
  return "headers" in value || "setHeader" in value || "error" in value;
}

/**
 * The fields that an argument becomes which is neither an error nor fields itself, but a request, a response, an event
 * or an emitter; `undefined` where it is appended to the message. Never throws.
 */
export function substituteFieldsOf(value: unknown, form: ThrownForm): Fields | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    if (!isEmitter(value) && !isSuspect(value)) return undefined;
    return substituteFields(value, (error) => form.thrown(error));
  } catch {
    return undefined;
  }
}

/** Whether a left-over argument is appended to the message. */
export function isAppended(value: unknown, form: ThrownForm): boolean {
  return !isFields(value) && !isError(value) && substituteFieldsOf(value, form) === undefined;
}

/** The first of the left-over arguments that has a field of that name. */
export function fieldsWith(name: string, left: readonly unknown[]): Fields | undefined {
  return left.find((arg): arg is Fields => isFields(arg) && has(arg, name));
}

/** The names of the fields; `undefined` where they cannot be listed. */
export function namesOf(fields: Fields): readonly string[] | undefined {
  try {
    return Object.keys(fields);
  } catch {
    return undefined;
  }
}

/** The same without one that is to be omitted. */
export function namesBut(
  fields: Fields,
  omitted: string | undefined,
): readonly string[] | undefined {
  const names = namesOf(fields);
  if (omitted === undefined || names === undefined) return names;
  return names.filter((name) => name !== omitted);
}

/** A field's value, or what says that its getter threw. */
export function fieldOf(fields: Fields, name: string, form: ThrownForm): unknown {
  try {
    return fields[name];
  } catch (error) {
    return form.thrown(error);
  }
}

/** Whether an object has a field of that name; `false` where it does not say. */
export function has(fields: Fields, name: string): boolean {
  try {
    return Object.hasOwn(fields, name);
  } catch {
    return false;
  }
}
