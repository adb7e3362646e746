import { SystemDate } from "../time/system-time.ts";
/**
 * A copy of a value that another thread gets as it is: nothing but data, all the way down. `undefined`
 * where it is not, and where reading it fails.
 *
 * An object of a class could be cloned too, but without its methods, and so without its `toJSON`: what it
 * would not have shown would then be written.
 */
export function copyOfData(value: unknown): { readonly value: unknown } | undefined {
  try {
    return isData(value, new Set()) ? { value: structuredClone(value) } : undefined;
  } catch {
    return undefined;
  }
}

function isData(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value === "function" || typeof value === "symbol") return false;
  if (typeof value !== "object" || value === null || seen.has(value)) return true;
  seen.add(value);
  if (Array.isArray(value)) return value.every((item) => isData(item, seen));
  switch (Object.getPrototypeOf(value)) {
    case null:
    case Object.prototype:
      return Object.values(value).every((member) => isData(member, seen));
    case SystemDate.prototype:
      return true;
    case Map.prototype:
    case Set.prototype:
      return [...(value as Map<unknown, unknown>)].every((item) => isData(item, seen));
    default:
      return false;
  }
}
