import { kindOf } from "./kind.ts";

/**
 * The error of an event, such as the web's ErrorEvent or that of `ws`, which have it as a getter of the class. An
 * own property `error` is an ordinary property. May throw.
 */
export function errorOfEvent(value: object): Error | undefined {
  if (!("error" in value) || Object.hasOwn(value, "error")) return undefined;
  const { type, error } = value as { readonly type?: unknown; readonly error: unknown };
  if (typeof type !== "string" || typeof error !== "object" || error === null) return undefined;
  return kindOf(error) === "error" ? (error as Error) : undefined;
}
