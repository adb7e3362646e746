import { errorOfEvent } from "./error-event.ts";
import { allNames } from "./inherited.ts";
import { type Bare, isCallSite, kindOf } from "./kind.ts";
import { classMark, classOf } from "./markers.ts";

/**
 * The form of an object whose own properties tell nothing: the error of an event, else its attributes, which in the
 * web's classes are getters, else the name of its class. May throw.
 *
 * @param thrown Returns the text for an attribute whose getter throws.
 */
export function instanceForm(value: object, thrown: (error: unknown) => string): Bare | object {
  if (isCallSite(value)) return String(value);
  const error = errorOfEvent(value);
  if (error !== undefined) return error;
  // An object from `Object.create` has no class and is really empty.
  if (classOf(value) === "Object") return {};
  // A timer refers to all other timers.
  if (TIMERS.has(classOf(value))) return classMark(value);
  return formOf(value, propertiesOf(value, allNames(value), thrown, isAttribute));
}

const TIMERS: ReadonlySet<string | undefined> = new Set(["Timeout", "Immediate"]);

/** Properties as an object; without any, the name of the class. */
export function formOf(value: object, properties: object): Bare | object {
  return Object.keys(properties).length > 0 ? properties : classMark(value);
}

/** Reads the named properties, each once. */
export function propertiesOf(
  value: object,
  names: readonly string[],
  thrown: (error: unknown) => string,
  isTold: (property: unknown) => boolean,
): object {
  const told: [name: string, property: unknown][] = [];
  for (const name of names) {
    try {
      const property = (value as Readonly<Record<string, unknown>>)[name];
      if (isTold(property)) told.push([name, property]);
    } catch (error) {
      told.push([name, thrown(error)]);
    }
  }
  return Object.fromEntries(told);
}

/**
 * Whether an attribute is written: not if it is absent or another object of the platform, such as a request's
 * headers.
 */
export function isAttribute(property: unknown): boolean {
  if (property === undefined || property === null || typeof property === "function") return false;
  return typeof property !== "object" || DATA.has(kindOf(property));
}

const DATA: ReadonlySet<string> = new Set(["plain", "array", "error", "date", "url", "map", "set"]);
