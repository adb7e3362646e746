import { classOf } from "./markers.ts";

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
    const hasMore =
      "cause" in error || "errors" in error || "suppressed" in error || hasProperties(error);
    return { type: errorType(error), message, stack, code, hasMore };
  } catch {
    return undefined;
  }
}

/** Whether it has enumerable properties, its own or by its class, besides its code. May throw. */
function hasProperties(error: object): boolean {
  for (const name in error) if (name !== "code") return true;
  return false;
}
