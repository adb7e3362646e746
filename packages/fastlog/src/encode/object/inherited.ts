/** A chain of prototypes ends; that of a proxy that makes them up need not. */
export const MAX_PROTOTYPES = 64;

/** What the constants of a class are called: those of Web IDL are on its prototype too. */
const CONSTANT = /^[A-Z][A-Z0-9_]*$/;

const isOwn = Object.prototype.hasOwnProperty;

/**
 * The names of an object's enumerable properties: its own, and behind them those that it has by its class. Those are
 * getters, and values that all objects of the class have; methods and constants are not among them. May throw.
 */
export function allNames(value: object): readonly string[] {
  const names: string[] = [];
  // Faster than to ask each prototype for its names: V8 remembers that there are none.
  for (const name in value) {
    if (isOwn.call(value, name) || isState(value, name)) names.push(name);
  }
  return names;
}

/** Whether what an object inherits under a name is a part of its state. */
function isState(value: object, name: string): boolean {
  let holder: object | null = value;
  for (let i = 0; i < MAX_PROTOTYPES; i++) {
    holder = Object.getPrototypeOf(holder);
    // What somebody has put there is no part of anything.
    if (holder === null || holder === Object.prototype) return false;
    const property = Object.getOwnPropertyDescriptor(holder, name);
    if (property === undefined) continue;
    if (property.get !== undefined) return true;
    if (!property.writable && !property.configurable && CONSTANT.test(name)) return false;
    return property.value !== undefined && typeof property.value !== "function";
  }
  return false;
}
