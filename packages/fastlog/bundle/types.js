// The declarations are those of CommonJS, which TypeScript lets both kinds of programs read in every mode of
// `module`: a CommonJS program may not import those of ES modules.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What names another file: `from "./a.ts"`, `import("./a.ts")`, `import "./a.ts"`. */
const SPECIFIER = /(\bfrom |\bimport\(|^import )"(\.{1,2}\/[^"]+)\.ts"/gm;

/**
 * Makes of the declarations that TypeScript has emitted to a folder those of CommonJS, and drops those that no
 * entry needs.
 *
 * @param {string} folder
 * @param {readonly string[]} entries Names of modules, without an extension.
 */
export function commonJsTypes(folder, entries) {
  const files = new Map();
  const visit = (name) => {
    if (files.has(name)) return;
    const text = readFileSync(join(folder, `${name}.d.ts`), "utf8");
    files.set(
      name,
      text.replace(SPECIFIER, (_, before, path) => `${before}"${path}.cjs"`),
    );
    for (const [, , path] of text.matchAll(SPECIFIER)) visit(join(dirname(name), path));
  };
  entries.forEach(visit);
  rmSync(folder, { recursive: true });
  for (const [name, text] of files) {
    const path = join(folder, `${name}.d.cts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
