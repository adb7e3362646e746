import { classOf } from "./markers.ts";

/**
 * The type of an error: its `name` if it has one of its own, else its class. The name comes first because the
 * program chose it (`AbortError`, of the class DOMException) and minifiers keep it. Most classes of errors do not
 * set it, and inherit "Error". Never throws.
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

/** The leading properties of nearly every error. */
export interface ErrorHead {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code: string | number | undefined;
  /** The error has other properties, too. */
  readonly hasMore: boolean;
}

/** The head of an error; `undefined` for an unusual error. Never throws. */
export function errorHead(error: object): ErrorHead | undefined {
  try {
    const { message, code } = error as { readonly message?: unknown; readonly code?: unknown };
    if (typeof message !== "string") return undefined;
    if (typeof code !== "string" && typeof code !== "number" && code !== undefined)
      return undefined;
    const { stack } = error as { readonly stack?: unknown };
    if (typeof stack !== "string") return undefined;
    const hasMore =
      "cause" in error || "errors" in error || "suppressed" in error || hasProperties(error);
    return { type: errorType(error), message, stack, code, hasMore };
  } catch {
    return undefined;
  }
}

/** Whether it has enumerable properties besides its code, own or inherited from its class. May throw. */
function hasProperties(error: object): boolean {
  for (const name in error) if (name !== "code") return true;
  return false;
}
