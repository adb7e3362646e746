import {
  type Fields,
  fieldOf,
  has,
  isAppended,
  isError,
  isFields,
  substituteFieldsOf,
} from "../fields/argument-kind.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";

/** A call in the normal form of the builder: a message template and its arguments. */
export interface NormalCall {
  readonly template: string | readonly string[];
  readonly args: readonly unknown[];
  /** The field that is used as the message, and therefore is not written as a field. */
  readonly omitted: string | undefined;
}

/** Template of a literal message that is the first argument. */
export const WHOLE: readonly string[] = Object.freeze(["", ""]);

/** Brings a call into the normal form. `sanitizer` decides what may be shown. Never throws. */
export function normalOf(
  first: unknown,
  args: readonly unknown[],
  sanitizer: Sanitizer,
): NormalCall {
  if (typeof first === "string" || isTagged(first))
    return { template: first, args, omitted: undefined };
  return normalise(first, args, sanitizer);
}

/** Brings a call whose first argument is no string into the normal form. */
export function normalise(
  first: unknown,
  args: readonly unknown[],
  sanitizer: Sanitizer,
): NormalCall {
  if (typeof first === "function") return whole(callSafely(first, sanitizer), args);
  const second = args[0];
  const others = args.slice(1);
  // `log.error(err, "failed")` without an error: the rest is the record.
  if ((first === undefined || first === null) && isRecord(second, sanitizer)) {
    if (typeof second !== "string") return normalise(second, others, sanitizer);
    return others.length === 0 ? whole(second, []) : call(second, others);
  }
  // In pino's order, `undefined` takes the place of an unknown message.
  const given = args.length === 1 && second === undefined ? [] : args;
  if (isError(first)) {
    if (typeof second === "string") return behind(first, second, others);
    return whole(sanitizer.message(first), [first, ...given]);
  }
  if (isFields(first)) {
    if (typeof second === "string") return behind(first, second, others);
    return withoutMessage(first, given, sanitizer);
  }
  const instead = substituteFieldsOf(first, sanitizer);
  return instead === undefined ? whole(first, args) : normalise(instead, args, sanitizer);
}

/** Whether a value makes a record without the argument before it. */
function isRecord(value: unknown, sanitizer: Sanitizer): boolean {
  if (typeof value === "string" || isError(value) || isFields(value)) return true;
  return substituteFieldsOf(value, sanitizer) !== undefined;
}

/** Fields alone. The message is their `msg`, or that of their `err`. */
function withoutMessage(
  fields: Fields,
  args: readonly unknown[],
  sanitizer: Sanitizer,
): NormalCall {
  if (has(fields, "msg")) {
    const message = fieldOf(fields, "msg", sanitizer);
    if (typeof message === "string" && !sanitizer.isCensored("msg")) {
      return whole(message, [fields, ...args], "msg");
    }
  } else if (has(fields, "err")) {
    const error = fieldOf(fields, "err", sanitizer);
    if (isError(error)) return whole(sanitizer.message(error), [fields, ...args]);
  }
  if (args.length > 0 && isAppended(args[0], sanitizer))
    return whole(args[0], [fields, ...args.slice(1)]);
  return call("", [fields, ...args]);
}

/**
 * Without arguments a message after fields is literal, too. A lone `undefined` is none, unless a placeholder may take
 * it: nestjs-pino passes the stack of every error, whether Nest has one or not.
 */
function behind(first: unknown, message: string, args: readonly unknown[]): NormalCall {
  const isAlone = args.length === 1 && args[0] === undefined && !message.includes("{");
  if (args.length === 0 || isAlone) return whole(message, [first]);
  return call(message, [...args, first]);
}

function whole(message: unknown, args: readonly unknown[], omitted?: string): NormalCall {
  return { template: WHOLE, args: [message, ...args], omitted };
}

function call(template: string, args: readonly unknown[]): NormalCall {
  return { template, args, omitted: undefined };
}

/** A template with a literal text before it. A record without a message stays without. */
export function prefixed(
  template: string | readonly string[],
  args: readonly unknown[],
  prefix: string,
): string | readonly string[] {
  if (typeof template !== "string") return [`${prefix}${template[0]}`, ...template.slice(1)];
  if (args.length === 0) return prefix + template;
  return template === "" ? "" : prefix.replaceAll(/[{}]/g, "$&$&") + template;
}

/** More pieces than any template in a program has. */
const MAX_PIECES = 1024;

/** Whether a value is a tagged template's strings: the same array at each call from one site. */
export function isTagged(value: unknown): value is readonly string[] {
  try {
    // A call site is an empty list.
    if (!Array.isArray(value) || value.length === 0 || !("raw" in value)) return false;
    // Any array may have a property of that name.
    const { raw, length } = value as readonly unknown[] & { readonly raw: unknown };
    return Array.isArray(raw) && raw.length === length && length > 0 && length <= MAX_PIECES;
  } catch {
    return false;
  }
}

function callSafely(message: CallableFunction, sanitizer: Sanitizer): unknown {
  try {
    return message();
  } catch (error) {
    return sanitizer.thrown(error);
  }
}
