// Makes a CommonJS file of a module that esbuild has bundled. esbuild's own such files export getters, and mark
// themselves as transpiled modules, which every loader takes for something else.
import { isBuiltin } from "node:module";
import { parse } from "acorn";
import MagicString from "magic-string";

/**
 * Importing a built-in module makes Node build a namespace of all its exports, and with `node:fs` load
 * `fs/promises` and streams: 2 ms for those used here. Asking for them takes none of that. It is also what works in
 * a bundle: there `require` may be missing, or know the bundled modules only.
 *
 * Packages that are left outside are required by literal names, which is how bundlers find them.
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
  // 2 ms, for what never fails.
  return /^(?:node:)?assert$/.test(name) ? `((...args) => ${builtin}(...args))` : builtin;
}

/**
 * Takes the exports out of a module: of `export { a as b }` it gives `["b", "a"]`, exported name and variable.
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

/** An object literal of what is exported. */
export function literalOf(exported) {
  return `{ ${exported.map(([name, variable]) => `${name}: ${variable}`).join(", ")} }`;
}

/** A module that exports what a CommonJS file does. */
export function wrapperOf(path, exported) {
  return [
    `import exported from "${path}";`,
    ...exported.map(([name]) => `export const ${name} = exported.${name};`),
    "",
  ].join("\n");
}
