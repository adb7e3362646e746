// Becomes a part of dist/index.cjs, once for each file that is compiled late: late.cjs stands for its name.

/**
 * Returns what gives the exports of late.cjs.
 *
 * Node reads it when the package is loaded and compiles it when it is first needed: by then the file may be
 * gone, another version's, or there may be no descriptor left to open it. Compiling may fail near the end of the
 * stack; then the next call tries again. All others that run this code (bundles, test runners, single executables)
 * know the file by its literal path, and load it at once.
 */
export function lateModule() {
  const Module = process.getBuiltinModule("node:module");
  if (!(module instanceof Module) || typeof module._compile !== "function") return loaded();
  const { dirname, join } = process.getBuiltinModule("node:path");
  const path = join(dirname(module.filename), "late.cjs");
  let bytes;
  try {
    bytes = process.getBuiltinModule("node:fs").readFileSync(path);
  } catch {
    return loaded();
  }
  return () => {
    const late = new Module(path, module);
    late.filename = path;
    late.paths = module.paths;
    late._compile(bytes.toString(), path);
    return late.exports;
  };
}

function loaded() {
  const late = require("./late.cjs");
  return () => late;
}
