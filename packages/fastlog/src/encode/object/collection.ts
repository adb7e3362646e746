import { bare, kindOf, standIn } from "./kind.ts";
import { classMark, THROWS } from "./markers.ts";
import { FreeNames, type Part, type Parts } from "./members.ts";
import { shortName } from "./rename.ts";

// A class that extends Map or Set may have its own idea of iterating: what is in it is asked of the base.

/** The first entries of a `Map`. */
export function mapParts(map: object, count: number): Parts {
  const entries = first(Map.prototype.entries.call(map as Map<unknown, unknown>), count);
  const size: number = Reflect.get(Map.prototype, "size", map);
  return { parts: entryParts(entries), left: size - entries.length };
}

/**
 * The first entries of what iterates over them as a `Map` does and has no properties, as the web's lists of
 * pairs: `Headers`, `FormData`, `URLSearchParams`. Node loads those late: asking for their classes would.
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

/** The first elements of a `Set`. */
export function elementsOf(set: object, count: number): readonly unknown[] {
  return first(Set.prototype.values.call(set as Set<unknown>), count);
}

/** How many elements a `Set` has. */
export function sizeOf(set: object): number {
  return Reflect.get(Set.prototype, "size", set);
}

/** How many elements an array has, which a proxy may make up. */
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

/** A key as a name: an object that has no short form is named by its class. */
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
