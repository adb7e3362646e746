import { describe, throwsMark } from "./encode/value.ts";

/** A call in the one form that the recorder knows: a message template, and what goes with it. */
export interface NormalCall {
  readonly template: string | readonly string[];
  readonly args: readonly unknown[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** The template of a message that is the first argument, as it is. */
const WHOLE: readonly string[] = Object.freeze(["", ""]);

/** Brings a call whose first argument is no string into the normal form. Never throws. */
export function normalise(first: unknown, args: readonly unknown[]): NormalCall {
  if (typeof first === "function") return { template: WHOLE, args: [callSafely(first), ...args] };
  const [second, ...others] = args;
  if (isError(first)) {
    if (typeof second === "string") return { template: second, args: [...others, first] };
    return { template: WHOLE, args: [describeError(first), first, ...args] };
  }
  if (isFields(first)) {
    if (typeof second === "string") return { template: second, args: [...others, first] };
    return { template: "", args: [first, ...args] };
  }
  return { template: WHOLE, args: [first, ...args] };
}

/** Whether a value is a tagged template's strings: the same array at every call from one site. */
export function isSite(value: unknown): value is readonly string[] {
  try {
    return Array.isArray(value) && "raw" in value;
  } catch {
    return false;
  }
}

/** Whether a left-over argument becomes the field `err`. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** Whether a left-over argument merges into the fields: an object that stands for nothing else. */
export function isFields(value: unknown): value is Fields {
  if (typeof value !== "object" || value === null) return false;
  try {
    if (Object.getPrototypeOf(value) === Object.prototype) return true;
    if (isError(value)) return false;
    return Object.prototype.toString.call(value) === "[object Object]";
  } catch {
    return false;
  }
}

/** Whether a left-over argument is appended to the message. */
export function isAppended(value: unknown): boolean {
  return !isError(value) && !isFields(value);
}

/** The first of the left-over arguments that has a field of that name. */
export function fieldsWith(name: string, left: readonly unknown[]): Fields | undefined {
  return left.find((arg): arg is Fields => isFields(arg) && has(arg, name));
}

/** The names of the fields; `undefined` where they cannot be listed. */
export function keysOf(fields: Fields): readonly string[] | undefined {
  try {
    return Object.keys(fields);
  } catch {
    return undefined;
  }
}

/** A field's value, or what says that its getter threw. */
export function fieldOf(fields: Fields, name: string): unknown {
  try {
    return fields[name];
  } catch (error) {
    return throwsMark(error);
  }
}

function has(fields: Fields, name: string): boolean {
  try {
    return Object.hasOwn(fields, name);
  } catch {
    return false;
  }
}

function callSafely(message: CallableFunction): unknown {
  try {
    return message();
  } catch (error) {
    return throwsMark(error);
  }
}

function describeError(error: Error): string {
  try {
    return describe(error.message);
  } catch (thrown) {
    return throwsMark(thrown);
  }
}
