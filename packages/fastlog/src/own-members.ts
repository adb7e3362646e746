/** Options, the later ones winning, that inherit nothing: whatever somebody has put on `Object.prototype` is no option. */
export function ownOptions<T extends object>(...given: readonly (Partial<T> | undefined)[]): T {
  return Object.assign(Object.create(null), ...given);
}

/** A member that an object has itself, or by its class. */
export function memberOf<T extends object, K extends keyof T>(
  object: T,
  name: K,
): T[K] | undefined {
  const value = object[name];
  if (value === undefined || Object.hasOwn(object, name)) return value;
  return value === (Object.prototype as T)[name] ? undefined : value;
}
