import { inspect } from "node:util";
import { digitsOf, HUGE } from "../../text/bigint-digits.ts";
import { type Kind, kindOf } from "../object/kind.ts";
import type { Limits } from "../object/limits.ts";
import { MORE, moreMembers } from "../object/markers.ts";
import { shortText } from "../object/short-text.ts";

/** Most members of all objects together. Node takes a quarter of a microsecond for each. */
const MOST_MEMBERS = 1_024;
/** In characters: the least that is kept of a text without room. */
const LEAST_TEXT = 32;
/** Non-enumerable properties of an error. */
const OF_ERRORS = ["stack", "message", "cause", "errors"];

type Key = string | symbol;

/**
 * A value for {@link inspect}: the value itself, or a copy without the parts beyond the limits. Node limits arrays
 * and texts by itself, but neither the members of an object nor the total.
 *
 * @param depth Number of levels of objects that are shown.
 */
export function clip(value: unknown, limits: Limits, depth: number): unknown {
  const clipping = new Clipping(limits, depth);
  const copy = clipping.value(value, 1);
  return clipping.isCut ? copy : value;
}

class Clipping {
  isCut = false;
  private readonly maxBreadth: number;
  private readonly depth: number;
  /** Room left for members, and for characters of texts. */
  private members = MOST_MEMBERS;
  private text: number;
  /** Copies by original. */
  private readonly copies = new Map<object, unknown>();

  constructor({ maxBreadth, maxLength }: Limits, depth: number) {
    this.maxBreadth = maxBreadth;
    this.text = maxLength;
    this.depth = depth;
  }

  value(value: unknown, depth: number): unknown {
    if (typeof value === "string") return this.string(value);
    if (typeof value === "bigint" && digitsOf(value) === HUGE) return this.mark(HUGE);
    if (typeof value !== "object" || value === null || depth > this.depth) return value;
    const known = this.copies.get(value);
    if (known !== undefined) return known;
    try {
      return inspect.custom in value ? value : this.object(value, kindOf(value), depth);
    } catch {
      // It is a proxy; Node shows its target.
      return value;
    }
  }

  private string(value: string): string {
    const { text, missing } = shortText(value, Math.max(this.text, LEAST_TEXT));
    this.text -= text.length;
    if (missing > 0) this.isCut = true;
    return text;
  }

  private object(value: object, kind: Kind, depth: number): unknown {
    switch (kind) {
      case "array":
        return this.array(value as readonly unknown[], depth);
      case "set":
        return this.set(value as ReadonlySet<unknown>, depth);
      case "map":
        return this.map(value as ReadonlyMap<unknown, unknown>, depth);
      case "boxed":
        return this.boxed(value);
      case "plain":
      case "instance":
      case "emitter":
        return this.properties(value, Object.keys(value), depth);
      case "error":
        return this.properties(value, namesOfError(value), depth);
      default:
        return value;
    }
  }

  private array(list: readonly unknown[], depth: number): unknown {
    const copy: unknown[] = [];
    this.copies.set(list, copy);
    const most = this.take(list.length);
    for (let i = 0; i < most; i++) {
      if (i in list) copy[i] = this.value(list[i], depth + 1);
      else copy.length = i + 1;
    }
    const left = list.length - most;
    if (left > 0) copy.push(this.mark(`... ${moreItems(left)}`));
    return copy;
  }

  private set(set: ReadonlySet<unknown>, depth: number): unknown {
    const copy = new Set();
    this.copies.set(set, copy);
    const most = this.take(set.size);
    let left = most;
    for (const element of set) {
      if (--left < 0) break;
      copy.add(this.value(element, depth + 1));
    }
    if (set.size > most) copy.add(this.mark(`... ${moreItems(set.size - most)}`));
    return copy;
  }

  private map(map: ReadonlyMap<unknown, unknown>, depth: number): unknown {
    const copy = new Map();
    this.copies.set(map, copy);
    const most = this.take(map.size);
    let left = most;
    for (const [key, value] of map) {
      if (--left < 0) break;
      copy.set(this.value(key, depth + 1), this.value(value, depth + 1));
    }
    if (map.size > most) copy.set(this.mark("..."), this.mark(moreItems(map.size - most)));
    return copy;
  }

  /** A String object has each of its characters as a property. */
  private boxed(value: object): unknown {
    const text: unknown = value.valueOf();
    if (typeof text !== "string") return value;
    const short = this.string(text);
    return short === text ? value : Object(short);
  }

  private properties(value: object, names: readonly string[], depth: number): unknown {
    const copy: object = Object.create(Object.getPrototypeOf(value));
    this.copies.set(value, copy);
    const keys: readonly Key[] = [...names, ...Object.getOwnPropertySymbols(value)];
    const most = this.take(keys.length);
    for (let i = 0; i < most; i++) this.property(copy, value, keys[i] as Key, depth);
    if (keys.length > most) {
      const mark = this.mark(moreMembers(keys.length - most));
      Object.defineProperty(copy, MORE, { value: mark, enumerable: true });
    }
    return copy;
  }

  /** Getters are copied as getters: Node does not call them. */
  private property(copy: object, holder: object, key: Key, depth: number): void {
    const property = Object.getOwnPropertyDescriptor(holder, key);
    if (property === undefined) return;
    // Newer engines have the stack as an own getter.
    const isRead = property.get === undefined || key === "stack";
    if (!isRead) {
      Object.defineProperty(copy, key, property);
      return;
    }
    const value = this.value((holder as Readonly<Record<Key, unknown>>)[key], depth + 1);
    const { enumerable = false } = property;
    Object.defineProperty(copy, key, { value, enumerable, configurable: true });
  }

  /** Takes room for up to `count` members, and returns how many fit. */
  private take(count: number): number {
    const most = Math.max(Math.min(count, this.maxBreadth, this.members), 0);
    this.members -= most;
    if (most < count) this.isCut = true;
    return most;
  }

  /** An object that Node shows as `text`, without quotes. */
  private mark(text: string): object {
    this.isCut = this.isCut || text === HUGE;
    return { [inspect.custom]: () => text };
  }
}

function namesOfError(error: object): readonly string[] {
  const own = OF_ERRORS.filter((name) => Object.hasOwn(error, name));
  return [...new Set([...own, ...Object.keys(error)])];
}

/** In Node's wording. */
function moreItems(count: number): string {
  return `${count} more item${count > 1 ? "s" : ""}`;
}
