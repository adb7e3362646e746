/**
 * Loads a package on demand. `load` requires it by a literal name, so that it is found next to this file and
 * bundlers include it. If it was left out of a bundle or a single executable, it may be next to that. Throws the
 * error of `load` if it is in neither place.
 */
export function loadPackage<T>(name: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    const { createRequire } = process.getBuiltinModule("node:module");
    for (const path of [process.argv[1], process.execPath]) {
      try {
        if (path !== undefined) return createRequire(path)(name) as T;
      } catch {
        // The package may be elsewhere; the first error says more.
      }
    }
    throw error;
  }
}
