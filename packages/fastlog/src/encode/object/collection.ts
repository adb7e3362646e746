import { bare, kindOf, standIn } from "./kind.ts";
import { classMark, THROWS } from "./markers.ts";
import { FreeNames, type Part, type Parts } from "./members.ts";
import { shortName } from "./rename.ts";

// Methods of the base classes: a subclass of Map or Set may override them.

/** Returns the first entries of a `Map`. */
export function mapParts(map: object, count: number): Parts {
  const entries = first(Map.prototype.entries.call(map as Map<unknown, unknown>), count);
  const size: number = Reflect.get(Map.prototype, "size", map);
  return { parts: entryParts(entries), left: size - entries.length };
}

/**
 * Returns the first entries of an object without properties that iterates like a `Map`: the web's lists of pairs,
 * `Headers`, `FormData` and `URLSearchParams`. Recognised by behaviour, because a reference to their classes would
 * make Node load them.
 */
export function pairParts(value: object, count: number): Parts | undefined {
  const list = value as Partial<Iterable<unknown>> & { readonly entries?: unknown };
  if (typeof list.entries !== "function" || list.entries !== list[Symbol.iterator])
    return undefined;
  const entries = first(list as Iterable<unknown>, count + 1);
  if (!entries.every(isEntry)) return undefined;
  return {
    parts: entryParts(entries.slice(0, count)),
    left: entries.length > count ? Number.POSITIVE_INFINITY : 0,
  };
}

/** Returns the first elements of a `Set`. */
export function elementsOf(set: object, count: number): readonly unknown[] {
  return first(Set.prototype.values.call(set as Set<unknown>), count);
}

/** Number of elements of a `Set`. */
export function sizeOf(set: object): number {
  return Reflect.get(Set.prototype, "size", set);
}

/** Number of elements of an array. A proxy may make it up. */
export function lengthOf(array: readonly unknown[]): number {
  const length: unknown = array.length;
  return Number.isSafeInteger(length) ? (length as number) : 0;
}

type Entry = readonly [key: unknown, value: unknown];

function isEntry(value: unknown): value is Entry {
  return Array.isArray(value) && value.length === 2;
}

function entryParts(entries: readonly Entry[]): readonly Part[] {
  const free = new FreeNames();
  return entries.map((entry) => {
    const key = keyName(entry[0]);
    const name = free.take(shortName(key).toWellFormed());
    return { key, name, holder: entry, property: 1, alias: name, isNoFunction: false };
  });
}

/** A map's key as a name. An object without a short form is named by its class. */
function keyName(key: unknown): string {
  try {
    if (typeof key !== "object" || key === null) return String(bare(key));
    return String(standIn(key, kindOf(key)) ?? classMark(key));
  } catch {
    return THROWS;
  }
}

function first<T>(elements: Iterable<T>, count: number): readonly T[] {
  const found: T[] = [];
  if (count > 0) for (const element of elements) if (found.push(element) >= count) break;
  return found;
}
