/**
 * Merges options; later ones win. The result inherits nothing: properties that somebody added to `Object.prototype`
 * are no options.
 */
export function ownOptions<T extends object>(...given: readonly (Partial<T> | undefined)[]): T {
  return Object.assign(Object.create(null), ...given);
}

/** A member of an object, its own or its class's. */
export function memberOf<T extends object, K extends keyof T>(
  object: T,
  name: K,
): T[K] | undefined {
  const value = object[name];
  if (value === undefined || Object.hasOwn(object, name)) return value;
  return value === (Object.prototype as T)[name] ? undefined : value;
}
