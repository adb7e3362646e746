import { kindOf } from "./kind.ts";

/**
 * The error that an event is about, as the web's ErrorEvent and that of `ws`: there it is a getter of the class. What
 * is a property of the object's own is one among others. May throw.
 */
export function errorOfEvent(value: object): Error | undefined {
  if (!("error" in value) || Object.hasOwn(value, "error")) return undefined;
  const { type, error } = value as { readonly type?: unknown; readonly error: unknown };
  if (typeof type !== "string" || typeof error !== "object" || error === null) return undefined;
  return kindOf(error) === "error" ? (error as Error) : undefined;
}
