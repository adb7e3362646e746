type Callable = (...args: never) => unknown;

/** Members that each function has for itself. */
const OWN = new Set<PropertyKey>(["prototype", "arguments", "caller"]);

/**
 * Makes a function look like another: its name, its length, its text, its members, and what these inherit. A member is
 * read from and written to the other function. Returns a function that moves members that were added meanwhile to the
 * other function.
 */
export function mirror(original: Callable, stand: Callable): () => void {
  Object.setPrototypeOf(stand, original);
  for (const name of Reflect.ownKeys(original)) {
    if (OWN.has(name)) continue;
    const descriptor = Object.getOwnPropertyDescriptor(original, name);
    if (descriptor === undefined) continue;
    const isFixed = name === "name" || name === "length";
    Object.defineProperty(stand, name, isFixed ? descriptor : mirrored(original, name, descriptor));
  }
  if (Object.hasOwn(original, "prototype") && Object.hasOwn(stand, "prototype")) {
    // The instances of both are the same.
    Object.defineProperty(stand, "prototype", { value: original.prototype, writable: true });
  }
  if (!Object.hasOwn(stand, "toString")) {
    const { toString: value } = {
      toString(this: unknown): string {
        return Function.prototype.toString.call(this === stand ? original : this);
      },
    };
    Object.defineProperty(stand, "toString", { value, configurable: true, writable: true });
  }
  const known = new Set(Reflect.ownKeys(stand));
  return () => {
    for (const name of Reflect.ownKeys(stand)) {
      const descriptor = Object.getOwnPropertyDescriptor(stand, name);
      if (known.has(name) || descriptor === undefined) continue;
      Reflect.defineProperty(original, name, descriptor);
    }
  };
}

function mirrored(
  original: Callable,
  name: PropertyKey,
  { enumerable = false }: PropertyDescriptor,
): PropertyDescriptor {
  return {
    get: () => Reflect.get(original, name),
    set: (value: unknown) => {
      Reflect.set(original, name, value);
    },
    enumerable,
    configurable: true,
  };
}
