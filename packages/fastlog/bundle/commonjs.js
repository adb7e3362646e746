// Converts a module that esbuild has bundled to CommonJS. The CommonJS files of esbuild export getters and mark
// themselves as transpiled modules, which each loader treats differently.
import { isBuiltin } from "node:module";
import { parse } from "acorn";
import MagicString from "magic-string";

/**
 * Replaces imports of built-in modules by `process.getBuiltinModule`. Importing one makes Node build a namespace of all
 * its exports, and with `node:fs` load `fs/promises` and streams: 2 ms in all. The replacement also works in a bundle
 * in which `require` is missing or knows the bundled modules only.
 *
 * Requires external packages by literal names, by which bundlers find them.
 *
 * @param {string} code A module, as esbuild writes it.
 */
export function withoutImports(code) {
  return code
    .replace(/^import (\w+) from ("node:\w+");$/gm, "const $1 = process.getBuiltinModule($2);")
    .replace(/^import \{ ([^}]+) \} from ("node:\w+");$/gm, (_, names, module) => {
      const properties = names.replace(/(\w+) as (\w+)/g, "$1: $2");
      return `const { ${properties} } = process.getBuiltinModule(${module});`;
    })
    .replace(/^import "(\.[^"]+)";$/gm, 'require("$1");')
    .replace(/^var __require = [\s\S]*?^\}\);$/m, "")
    .replace(/\b__require\("([^"]+)"\)/g, (_, name) => required(name));
}

function required(name) {
  if (!isBuiltin(name)) return `require("${name}")`;
  const builtin = `process.getBuiltinModule("${name}")`;
  // Loading assert takes 2 ms, and these assertions never fail, so it is loaded when one is called.
  return /^(?:node:)?assert$/.test(name) ? `((...args) => ${builtin}(...args))` : builtin;
}

/**
 * Removes the exports of a module and returns them: `export { a as b }` gives `["b", "a"]`, exported name and variable.
 *
 * @param {string} code A bundle: it exports by lists only.
 * @returns {{ code: string, exported: [name: string, variable: string][] }}
 */
export function withoutExports(code) {
  const text = new MagicString(code);
  const exported = [];
  for (const node of parse(code, { ecmaVersion: "latest", sourceType: "module" }).body) {
    if (/^(?:Import|ExportAll|ExportDefault)/.test(node.type) || node.declaration) {
      throw new Error(`expected a bundle, and found: ${code.slice(node.start, node.end)}`);
    }
    if (node.type !== "ExportNamedDeclaration") continue;
    text.remove(node.start, node.end);
    for (const { exported: as, local } of node.specifiers) exported.push([as.name, local.name]);
  }
  return { code: text.toString().trim(), exported };
}

/** Object literal with the exports. */
export function literalOf(exported) {
  return `{ ${exported.map(([name, variable]) => `${name}: ${variable}`).join(", ")} }`;
}

/** ES module that exports the members of a CommonJS file. */
export function wrapperOf(path, exported) {
  return [
    `import exported from "${path}";`,
    ...exported.map(([name]) => `export const ${name} = exported.${name};`),
    "",
  ].join("\n");
}
