import { SystemDate } from "../time/system-time.ts";
/**
 * Copies a value that consists of plain data only, so that another thread gets it unchanged. Returns `undefined` for
 * any other value, and if reading it fails.
 *
 * Structured clone copies instances of classes without their methods. Without its `toJSON` an instance would show
 * members that it hides, so instances are not copied.
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
