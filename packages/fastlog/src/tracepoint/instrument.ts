import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { checkName, nameOf } from "./names.ts";
import { instrumentSettings } from "./options.ts";
import { Place } from "./place.ts";
import type { Points } from "./points.ts";
import { Probe } from "./probe.ts";
import { type Original, StandIn } from "./stand-in.ts";

/** A function that `instrument` has put a tracepoint around. */
export interface Instrumented {
  /** Name of the tracepoint. */
  readonly name: string;
  /**
   * Takes the tracepoint away. Returns whether the property is what it was before, or has other tracepoints of `instrument`
   * left. If somebody else has replaced the function meanwhile, theirs stays, and the result is `false`; nothing is
   * recorded any more in any case. Later calls do nothing, and return the same.
   */
  remove(): boolean;
  /** Takes the tracepoint away at the end of a block. */
  [Symbol.dispose](): void;
}

/** Puts a tracepoint around the function that a property has. Throws, and changes nothing. */
export function instrumentIn(
  points: Points,
  object: unknown,
  key: unknown,
  name: unknown,
  options: unknown,
): Instrumented {
  const holder = checkHolder(object);
  const property = checkKey(key);
  const found = functionOf(holder, property);
  const pointName = name === undefined ? defaultName(holder, property) : checkName(name);
  const settings = instrumentSettings(pointName, options);
  const place = placeOf(points, holder, property, found);
  const probe = new Probe(points.named(pointName), settings);
  place.standIn.add(probe);
  let restored: boolean | undefined;
  const remove = (): boolean => {
    if (restored !== undefined) return restored;
    points.release(probe.point);
    restored = place.remove(probe);
    return restored;
  };
  return { name: pointName, remove, [Symbol.dispose]: () => void remove() };
}

/** The place of a property, with a stand-in that it has already or gets now. */
function placeOf(points: Points, holder: object, property: PropertyKey, found: Found): Place {
  const known = points.places.get(found.value);
  if (known !== undefined && known.holder === holder && known.property === property) {
    if (known.isHeld) return known;
  }
  const { own, attributes, value } = found;
  const standIn = new StandIn(value);
  const descriptor = { ...attributes, value: standIn.stand };
  if (!defines(holder, property, descriptor)) throw unchangeable(holder, property, own);
  const place = new Place(holder, property, standIn, own);
  points.places.set(standIn.stand, place);
  return place;
}

function defines(holder: object, property: PropertyKey, descriptor: PropertyDescriptor): boolean {
  try {
    return Reflect.defineProperty(holder, property, descriptor);
  } catch {
    // A proxy, or the exports of a module.
    return false;
  }
}

/** A function that an object has as a property. */
interface Found {
  readonly value: Original;
  readonly own: PropertyDescriptor | undefined;
  /** Attributes of the property, its own or inherited. */
  readonly attributes: PropertyDescriptor;
}

function functionOf(holder: object, property: PropertyKey): Found {
  const own = Reflect.getOwnPropertyDescriptor(holder, property);
  let descriptor = own;
  for (let at: object | null = holder; descriptor === undefined && at !== null; ) {
    at = Reflect.getPrototypeOf(at);
    descriptor = at === null ? undefined : Reflect.getOwnPropertyDescriptor(at, property);
  }
  if (descriptor === undefined) {
    const near = typeof property === "string" ? nearName(property, methodsOf(holder)) : "";
    throw invalid(`${shown(property)} of ${show(holder)} (it has no such property)${near}`);
  }
  if (descriptor.get !== undefined || descriptor.set !== undefined) {
    throw invalid(
      `${shown(property)} of ${show(holder)} (an accessor; expected a property that has a function)`,
    );
  }
  const { value, writable, enumerable, configurable } = descriptor;
  if (typeof value !== "function") {
    throw invalid(
      `${shown(property)} of ${show(holder)} (expected a function, not ${show(value)})`,
    );
  }
  // A property of its own, which can be deleted again, takes the place of an inherited one.
  const attributes =
    own === undefined
      ? { writable: true, enumerable: enumerable === true, configurable: true }
      : {
          writable: writable === true,
          enumerable: enumerable === true,
          configurable: configurable === true,
        };
  return { value, own, attributes };
}

/** Names of the methods of an object and its classes, for a suggestion. */
function methodsOf(holder: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = holder; at !== null && at !== Object.prototype; ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === "function") names.add(name);
    }
    at = Reflect.getPrototypeOf(at);
  }
  return [...names];
}

function unchangeable(
  holder: object,
  property: PropertyKey,
  own: PropertyDescriptor | undefined,
): FastlogError {
  if (own === undefined) {
    return invalid(
      `${shown(property)} of ${show(holder)} (inherited, and the object takes no properties)`,
    );
  }
  const isModule = Object.prototype.toString.call(holder) === "[object Module]";
  const why = isModule
    ? "exports of a module cannot be replaced; instrument an object that has the function"
    : "the property can be neither written nor configured";
  return invalid(`${shown(property)} of ${show(holder)} (${why})`);
}

/** `Class::method`, or `method` if the object has no class of its own. */
function defaultName(holder: object, property: PropertyKey): string {
  const method =
    typeof property === "symbol" ? (property.description ?? "symbol") : String(property);
  const owner = typeof holder === "function" ? holder.name : classNameOf(holder);
  return nameOf(owner === undefined || owner === "" ? method : `${owner}::${method}`);
}

function classNameOf(holder: object): string | undefined {
  try {
    const { constructor: made } = holder as { readonly constructor?: unknown };
    const name: unknown = typeof made === "function" ? made.name : undefined;
    return typeof name === "string" && name !== "Object" ? name : undefined;
  } catch {
    return undefined;
  }
}

function checkHolder(object: unknown): object {
  if ((typeof object === "object" && object !== null) || typeof object === "function")
    return object;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid object ${show(object)} of instrument() (expected an object or a class that has the method)`,
  );
}

function checkKey(key: unknown): PropertyKey {
  if (typeof key === "string" || typeof key === "symbol" || typeof key === "number") return key;
  throw invalid(`${show(key)} (expected a name or a symbol)`);
}

function shown(property: PropertyKey): string {
  return typeof property === "symbol" ? String(property) : show(String(property));
}

function invalid(what: string): FastlogError {
  return new FastlogError("ERR_FASTLOG_INVALID_OPTION", `invalid method ${what}`);
}
