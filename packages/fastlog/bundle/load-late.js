// Becomes a part of dist/index.cjs.

/**
 * Returns what gives the exports of a late file of that name; `loaded` requires it.
 *
 * Node reads it when the package is loaded and compiles it when it is first needed: by then the file may be
 * gone, another version's, or there may be no descriptor left to open it. Compiling may fail near the end of the
 * stack; then the next call tries again. All others that run this code (bundles, test runners, single executables)
 * know the file by its literal path, and load it at once.
 */
export function lateModule(name, loaded) {
  const Module = process.getBuiltinModule("node:module");
  if (!(module instanceof Module) || typeof module._compile !== "function") return asLoaded(loaded);
  const { dirname, join } = process.getBuiltinModule("node:path");
  const path = join(dirname(module.filename), name);
  let bytes;
  try {
    bytes = process.getBuiltinModule("node:fs").readFileSync(path);
  } catch {
    return asLoaded(loaded);
  }
  return () => {
    const late = new Module(path, module);
    late.filename = path;
    late.paths = module.paths;
    late._compile(bytes.toString(), path);
    return late.exports;
  };
}

function asLoaded(loaded) {
  const late = loaded();
  return () => late;
}
