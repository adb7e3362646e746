import { types } from "node:util";
import { isEmitter } from "../encode/object/kind.ts";
import type { Refinement } from "../fields/sanitizer.ts";
import { fieldsInstead } from "../fields/substitute-fields.ts";

/** A call in the one form that the recorder knows: a message template, and what goes with it. */
export interface NormalCall {
  readonly template: string | readonly string[];
  readonly args: readonly unknown[];
  /** The field that is the message, and no field any more. */
  readonly omitted: string | undefined;
}

export type Fields = Readonly<Record<string, unknown>>;

const { isNativeError } = types;

/** The template of a message that is the first argument, as it is. */
export const WHOLE: readonly string[] = Object.freeze(["", ""]);

/**
 * Brings a call whose first argument is no string into the normal form. `refinement` says what may be
 * shown. Never throws.
 */
export function normalise(
  first: unknown,
  args: readonly unknown[],
  refinement: Refinement,
): NormalCall {
  if (typeof first === "function") return whole(callSafely(first, refinement), args);
  const second = args[0];
  const others = args.slice(1);
  // No error, as `log.error(err, "failed")` has it: what follows is the record.
  if ((first === undefined || first === null) && isRecord(second, refinement)) {
    if (typeof second !== "string") return normalise(second, others, refinement);
    return others.length === 0 ? whole(second, []) : call(second, others);
  }
  // Where there may be a message and none is known, pino's order has `undefined` in its place.
  const given = args.length === 1 && second === undefined ? [] : args;
  if (isError(first)) {
    if (typeof second === "string") return behind(first, second, others);
    return whole(refinement.message(first), [first, ...given]);
  }
  if (isFields(first)) {
    if (typeof second === "string") return behind(first, second, others);
    return withoutMessage(first, given, refinement);
  }
  const instead = insteadOf(first, refinement);
  return instead === undefined ? whole(first, args) : normalise(instead, args, refinement);
}

/** Whether a value makes a record without what stands before it. */
function isRecord(value: unknown, refinement: Refinement): boolean {
  if (typeof value === "string" || isError(value) || isFields(value)) return true;
  return insteadOf(value, refinement) !== undefined;
}

/** Fields alone: the message is their `msg`, or that of their `err`. */
function withoutMessage(
  fields: Fields,
  args: readonly unknown[],
  refinement: Refinement,
): NormalCall {
  if (has(fields, "msg")) {
    const message = fieldOf(fields, "msg", refinement);
    if (typeof message === "string" && !refinement.isCensored("msg")) {
      return whole(message, [fields, ...args], "msg");
    }
  } else if (has(fields, "err")) {
    const error = fieldOf(fields, "err", refinement);
    if (isError(error)) return whole(refinement.message(error), [fields, ...args]);
  }
  if (args.length > 0 && isAppended(args[0], refinement))
    return whole(args[0], [fields, ...args.slice(1)]);
  return call("", [fields, ...args]);
}

/** Without arguments of its own a message is written as it is, here too. */
function behind(first: unknown, message: string, args: readonly unknown[]): NormalCall {
  return args.length === 0 ? whole(message, [first]) : call(message, [...args, first]);
}

function whole(message: unknown, args: readonly unknown[], omitted?: string): NormalCall {
  return { template: WHOLE, args: [message, ...args], omitted };
}

function call(template: string, args: readonly unknown[]): NormalCall {
  return { template, args, omitted: undefined };
}

/** A template with a text in front, which is no template itself. A record without a message stays so. */
export function prefixed(
  template: string | readonly string[],
  args: readonly unknown[],
  prefix: string,
): string | readonly string[] {
  if (typeof template !== "string") return [`${prefix}${template[0]}`, ...template.slice(1)];
  if (args.length === 0) return prefix + template;
  return template === "" ? "" : prefix.replaceAll(/[{}]/g, "$&$&") + template;
}

/** More pieces than a template in a program has. */
const MAX_PIECES = 1024;

/** Whether a value is a tagged template's strings: the same array at every call from one site. */
export function isSite(value: unknown): value is readonly string[] {
  try {
    if (!Array.isArray(value) || !("raw" in value)) return false;
    // Any list may have a property of that name.
    const { raw, length } = value as readonly unknown[] & { readonly raw: unknown };
    return Array.isArray(raw) && raw.length === length && length > 0 && length <= MAX_PIECES;
  } catch {
    return false;
  }
}

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

/** Whether the properties of an object of some class are no fields: see {@link insteadOf}. */
function isSpecial(value: object): boolean {
  try {
    return isEmitter(value) || (isSuspect(value) && fieldsInstead(value, String) !== undefined);
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
export function insteadOf(value: unknown, refinement: Refinement): Fields | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    if (!isEmitter(value) && !isSuspect(value)) return undefined;
    return fieldsInstead(value, (error) => refinement.thrown(error));
  } catch {
    return undefined;
  }
}

/** Whether a left-over argument is appended to the message. */
export function isAppended(value: unknown, refinement: Refinement): boolean {
  return !isFields(value) && !isError(value) && insteadOf(value, refinement) === undefined;
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
export function fieldOf(fields: Fields, name: string, refinement: Refinement): unknown {
  try {
    return fields[name];
  } catch (error) {
    return refinement.thrown(error);
  }
}

function has(fields: Fields, name: string): boolean {
  try {
    return Object.hasOwn(fields, name);
  } catch {
    return false;
  }
}

function callSafely(message: CallableFunction, refinement: Refinement): unknown {
  try {
    return message();
  } catch (error) {
    return refinement.thrown(error);
  }
}
