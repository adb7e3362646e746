/**
 * Loads a package on demand. `load` requires it by its literal name, so that it is found beside this file, and
 * bundlers put it into the bundle. Where it was left out of a bundle or of a single executable it may lie beside
 * that. Throws what `load` does where it is nowhere.
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
        // Another place may have it, and `error` says more.
      }
    }
    throw error;
  }
}
