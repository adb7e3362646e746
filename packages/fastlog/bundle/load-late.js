// The build puts this code into dist/index.cjs.

/**
 * Returns a function that gives the exports of the late file `name`. `loaded` requires the file.
 *
 * In Node the file is read when the package is loaded, and compiled on first use: by then the file may be gone or of
 * another version, or no descriptor may be left to open it. Compiling may fail if the stack is nearly full; the next
 * call then tries again. Bundles, test runners and single executables find the file by its literal path and load it
 * at once.
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
