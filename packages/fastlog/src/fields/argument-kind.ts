import { types } from "node:util";
import { isEmitter } from "../encode/object/kind.ts";
import { substituteFields } from "./substitute-fields.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Returns the text that is written in place of a value whose getter threw. */
interface ThrownForm {
  thrown(error: unknown): string;
}

const { isNativeError } = types;

/** Whether an extra argument becomes the field `err`. */
export function isError(value: unknown): value is Error {
  try {
    // isNativeError also recognises errors of other realms.
    return value instanceof Error || isNativeError(value);
  } catch {
    return false;
  }
}

/** Whether an extra argument merges into the fields: an object that has no other form. */
export function isFields(value: unknown): value is Fields {
  if (typeof value !== "object" || value === null) return false;
  try {
    // The usual case. Reading the prototype takes 15 ns, because V8 calls its runtime for it.
    if (value.constructor === Object) return true;
  } catch {
    // A getter threw. The kind of the object does not depend on it.
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

/** Whether an object has a class and no own properties, and so has no fields to show. */
function isOnlyClass(value: object): boolean {
  try {
    if (Object.getPrototypeOf(value) === null) return false;
    for (const name in value) if (Object.hasOwn(value, name)) return false;
    return true;
  } catch {
    // Its names cannot be listed; the record says so.
    return false;
  }
}

/** Whether an object of some class is written in another form than its properties: see {@link substituteFieldsOf}. */
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
 * Fields for an argument that is neither an error nor fields, but a request, response, event or emitter.
 * `undefined` if it is appended to the message. Never throws.
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

/** Whether an extra argument is appended to the message. */
export function isAppended(value: unknown, form: ThrownForm): boolean {
  return !isFields(value) && !isError(value) && substituteFieldsOf(value, form) === undefined;
}

/** The first extra argument that has a field of that name. */
export function fieldsWith(name: string, left: readonly unknown[]): Fields | undefined {
  return left.find((arg): arg is Fields => isFields(arg) && has(arg, name));
}

/** Names of the fields; `undefined` if they cannot be listed. */
export function namesOf(fields: Fields): readonly string[] | undefined {
  try {
    return Object.keys(fields);
  } catch {
    return undefined;
  }
}

/** Names of the fields except `omitted`. */
export function namesBut(
  fields: Fields,
  omitted: string | undefined,
): readonly string[] | undefined {
  const names = namesOf(fields);
  if (omitted === undefined || names === undefined) return names;
  return names.filter((name) => name !== omitted);
}

/** A field's value, or the text for a getter that threw. */
export function fieldOf(fields: Fields, name: string, form: ThrownForm): unknown {
  try {
    return fields[name];
  } catch (error) {
    return form.thrown(error);
  }
}

/** Whether an object has a field of that name; `false` if it throws. */
export function has(fields: Fields, name: string): boolean {
  try {
    return Object.hasOwn(fields, name);
  } catch {
    return false;
  }
}
