/** Most prototypes that are visited. A chain of proxies may be endless. */
export const MAX_PROTOTYPES = 64;

/** Names of a class's constants, which Web IDL also puts on the prototype. */
const CONSTANT = /^[A-Z][A-Z0-9_]*$/;

const isOwn = Object.prototype.hasOwnProperty;

/**
 * Names of an object's enumerable properties: its own, then the getters and values of its class. Methods and
 * constants are left out. May throw.
 */
export function allNames(value: object): readonly string[] {
  const names: string[] = [];
  // Faster than listing the names of each prototype: V8 remembers that there are none.
  for (const name in value) {
    if (isOwn.call(value, name) || isState(value, name)) names.push(name);
  }
  return names;
}

/** Whether an inherited property is part of an object's state. */
function isState(value: object, name: string): boolean {
  let holder: object | null = value;
  for (let i = 0; i < MAX_PROTOTYPES; i++) {
    holder = Object.getPrototypeOf(holder);
    // A property added to Object.prototype is part of no object.
    if (holder === null || holder === Object.prototype) return false;
    const property = Object.getOwnPropertyDescriptor(holder, name);
    if (property === undefined) continue;
    if (property.get !== undefined) return true;
    if (!property.writable && !property.configurable && CONSTANT.test(name)) return false;
    return property.value !== undefined && typeof property.value !== "function";
  }
  return false;
}
