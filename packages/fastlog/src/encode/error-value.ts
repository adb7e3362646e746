import { classOf } from "./mark.ts";
import { FreeNames, type Part, type Parts, writtenNames } from "./part.ts";

/**
 * What kind of error it is: its `name` where it was given one, else its class. The name comes first
 * because it is what the program says (`AbortError`, of the class DOMException) and what survives
 * a minifier; most classes of errors do not set it, and then it is just "Error". Never throws.
 */
export function errorType(error: object): string {
  try {
    const { name } = error as { readonly name?: unknown };
    if (typeof name === "string" && name !== "" && name !== "Error") return name;
    return classOf(error) ?? "Error";
  } catch {
    return "Error";
  }
}

const FIRST = ["message", "stack", "code"];
const LAST = ["cause", "errors"];
const KNOWN: ReadonlySet<string> = new Set([...FIRST, ...LAST]);

/** What nearly every error begins with. */
export interface ErrorHead {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code: string | number | undefined;
  /** There are other parts, too. */
  readonly hasMore: boolean;
}

/** The beginning of an error, if it is as in nearly every one. Never throws. */
export function errorHead(error: object): ErrorHead | undefined {
  try {
    const { message, code } = error as { readonly message?: unknown; readonly code?: unknown };
    if (typeof message !== "string") return undefined;
    if (typeof code !== "string" && typeof code !== "number" && code !== undefined)
      return undefined;
    const { stack } = error as { readonly stack?: unknown };
    if (typeof stack !== "string") return undefined;
    const own = Object.keys(error).length;
    const hasMore =
      own > 1 || (own === 1 && code === undefined) || "cause" in error || "errors" in error;
    return { type: errorType(error), message, stack, code, hasMore };
  } catch {
    return undefined;
  }
}

/** What is written of an error, with its own properties up to `maxBreadth`. May throw. */
export function errorParts(error: object, maxBreadth: number): Parts {
  const parts = [part("type", [errorType(error)], 0)];
  for (const name of FIRST) if (name in error) parts.push(knownPart(error, name));
  return partsBehind(parts, error, maxBreadth);
}

/** The same without its head. */
export function moreErrorParts(error: object, maxBreadth: number): Parts {
  return partsBehind([], error, maxBreadth);
}

function partsBehind(parts: Part[], error: object, maxBreadth: number): Parts {
  const left = addOwn(parts, error, maxBreadth);
  for (const name of LAST) if (name in error) parts.push(knownPart(error, name));
  return { parts, left };
}

/** Adds the error's own properties, and returns how many are too many. */
function addOwn(parts: Part[], error: object, maxBreadth: number): number {
  const keys = Object.keys(error);
  if (keys.length === 0) return 0;
  const own = keys.filter((key) => !KNOWN.has(key) && !isTold(error, key));
  const shown = own.slice(0, maxBreadth);
  const names = writtenNames(shown);
  shown.forEach((key, i) => {
    // The type's name is taken.
    const name = key === "type" ? new FreeNames(own).take("type_") : (names[i] as string);
    parts.push(part(key, error, key, name));
  });
  return own.length - shown.length;
}

function part(key: string, holder: object, property: string | number, name = key): Part {
  return { key, name, holder, property, alias: name, isNoFunction: false };
}

function knownPart(error: object, key: string): Part {
  // The stack begins with the message. And some classes have a method `cause()`.
  const alias = key === "stack" ? "message" : key;
  return { key, name: key, holder: error, property: key, alias, isNoFunction: true };
}

/** Whether it is the error's own name, which the type tells. */
function isTold(error: object, key: string): boolean {
  return key === "name" && typeof Object.getOwnPropertyDescriptor(error, key)?.value === "string";
}
