import { errorType } from "./error-head.ts";
import { allNames } from "./inherited.ts";
import { isCallSite } from "./kind.ts";
import { FreeNames, type Part, type Parts, writtenNames } from "./members.ts";

const FIRST = ["message", "stack", "code"];
const LAST = ["cause", "errors"];
/** Non-enumerable properties of a SuppressedError: the error thrown last, and the one that it suppressed. */
const SUPPRESSED = ["error", "suppressed"];
const KNOWN: ReadonlySet<string> = new Set([...FIRST, ...LAST]);

/** Members of an error in the output, with up to `maxBreadth` of its own properties. May throw. */
export function errorParts(error: object, maxBreadth: number): Parts {
  const parts = [part("type", [errorType(error)], 0)];
  for (const name of FIRST) {
    if (name in error) parts.push(name === "stack" ? stackPart(error) : knownPart(error, name));
  }
  return partsBehind(parts, error, maxBreadth);
}

/** Members of an error without its head. */
export function moreErrorParts(error: object, maxBreadth: number): Parts {
  return partsBehind([], error, maxBreadth);
}

function partsBehind(parts: Part[], error: object, maxBreadth: number): Parts {
  const left = addProperties(parts, error, maxBreadth);
  for (const name of LAST) if (name in error) parts.push(knownPart(error, name));
  if ("suppressed" in error) {
    for (const name of SUPPRESSED) {
      if (parts.every(({ key }) => key !== name)) parts.push(knownPart(error, name));
    }
  }
  return { parts, left };
}

/**
 * Adds the error's properties, own and inherited: http-errors has the status on each class. Returns how many exceed
 * `maxBreadth`.
 */
function addProperties(parts: Part[], error: object, maxBreadth: number): number {
  const all = namesOf(error).filter((name) => !KNOWN.has(name) && !isTold(error, name));
  if (all.length === 0) return 0;
  const shown = all.slice(0, maxBreadth);
  const names = writtenNames(shown);
  shown.forEach((key, i) => {
    // `type` is taken by the error's type.
    const name = key === "type" ? new FreeNames(all).take("type_") : (names[i] as string);
    parts.push(part(key, error, key, name));
  });
  return all.length - shown.length;
}

function namesOf(error: object): readonly string[] {
  try {
    return allNames(error);
  } catch {
    // Its prototype is a proxy.
    return Object.keys(error);
  }
}

function part(key: string, holder: object, property: string | number, name = key): Part {
  return { key, name, holder, property, alias: name, isNoFunction: false };
}

/** The stack as a text. `Error.prepareStackTrace` may have left call sites instead. */
function stackPart(error: object): Part {
  const known = knownPart(error, "stack");
  try {
    const { stack } = error as { readonly stack?: unknown };
    if (!Array.isArray(stack) || stack.length === 0 || !stack.every(isCallSite)) return known;
    const { message } = error as { readonly message?: unknown };
    const head = message === "" ? errorType(error) : `${errorType(error)}: ${String(message)}`;
    return { ...known, holder: [`${head}\n    at ${stack.join("\n    at ")}`], property: 0 };
  } catch {
    return known;
  }
}

function knownPart(error: object, key: string): Part {
  // The stack contains the message. Some classes have a method `cause()`.
  const alias = key === "stack" ? "message" : key;
  return { key, name: key, holder: error, property: key, alias, isNoFunction: true };
}

/** Whether the property is the error's name, which is written as its type. */
function isTold(error: object, key: string): boolean {
  if (key !== "name") return false;
  const own = Object.getOwnPropertyDescriptor(error, key);
  return own === undefined || typeof own.value === "string";
}
