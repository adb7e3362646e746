// What most programs do not use is in a file of its own, which is compiled when it is needed: 30 KB take V8 a
// millisecond. These are esbuild's plugins for both files.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "acorn";
import { transform } from "esbuild";

const LOADER = "bundle/load-late.js";

/** Whether a specifier names a file. */
const FILE = /^\.{1,2}\//;

/**
 * Puts functions in the place of what late modules export, which load them when they are first called, or called
 * by `new`. `shared` has what the late file takes from the early one: names by module.
 *
 * @param {{ here: string, late: readonly string[], shared: ReadonlyMap<string, ReadonlySet<string>> }} split
 */
export function stubs({ here, late, shared }) {
  return {
    name: "stubs",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^late$/ }, () => ({ path: "late", namespace: "loader" }));
      onResolve({ filter: FILE }, ({ path, resolveDir }) => {
        const module = relative(here, join(resolveDir, path));
        return late.includes(module) ? { path: module, namespace: "stub" } : undefined;
      });
      onLoad({ filter: /.*/, namespace: "stub" }, ({ path }) => ({
        contents: [
          'import { late } from "late";',
          ...exportsOf(join(here, path)).map(({ name, isClass }) => stubOf(name, isClass)),
        ].join("\n"),
        resolveDir: here,
      }));
      onLoad({ filter: /.*/, namespace: "loader" }, () => ({
        contents: loader([...shared]),
        resolveDir: here,
      }));
    },
  };
}

function stubOf(name, isClass) {
  const call = isClass ? `new (late().${name})` : `late().${name}`;
  return `export function ${name}(...args) { return ${call}(...args); }`;
}

/** Several modules may export the same name. */
function loader(shared) {
  const imports = shared.map(
    ([module, names], i) =>
      `import { ${[...names].map((name) => `${name} as ${name}$${i}`).join(", ")} } from "./${module}";`,
  );
  const objects = shared.map(
    ([module, names], i) =>
      `"${module}": { ${[...names].map((name) => `${name}: ${name}$${i}`).join(", ")} },`,
  );
  return `
    import { lateModule } from "./${LOADER}";
    ${imports.join("\n")}
    const make = lateModule();
    let made;
    export function late() {
      made ??= make()({ ${objects.join("\n")} });
      return made;
    }`;
}

/** The names that a module exports which are not types. */
function exportsOf(path) {
  const source = readFileSync(path, "utf8");
  const [, list = ""] = /^export \{ ([\w, ]+) \};$/m.exec(source) ?? [];
  const named = Array.from(
    source.matchAll(/^export (?:class|function) (\w+)/gm),
    ([, name]) => name,
  );
  return [...list.split(", ").filter(Boolean), ...named].map((name) => ({
    name,
    isClass: source.includes(`export class ${name} `),
  }));
}

/** The entry of the late file. */
export function lateEntry({ here, late }) {
  return {
    name: "late-entry",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^late$/ }, () => ({ path: "late", namespace: "entry" }));
      onLoad({ filter: /.*/, namespace: "entry" }, () => ({
        contents: late.map((module) => `export * from "./${module}";`).join("\n"),
        resolveDir: here,
      }));
    },
  };
}

/**
 * Takes modules that the early file has from there, since a class must be there once: they are in the variable
 * `shared`. Without `shared` this only keeps them out.
 *
 * @param {{ here: string, late: readonly string[], early: ReadonlySet<string>, shared?: ReturnType<typeof sharedBy> }} split
 */
export function takenFrom({ here, late, early, shared }) {
  return {
    name: "taken-from",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: FILE }, ({ path, resolveDir, namespace }) => {
        const module = relative(here, join(resolveDir, path));
        if (namespace === "entry" || late.includes(module) || !early.has(module)) return undefined;
        return shared === undefined ? { external: true } : { path: module, namespace: "shared" };
      });
      onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
        contents: [...(shared.get(path) ?? [])]
          .map((name) => `export const ${name} = shared["${path}"].${name};`)
          .join("\n"),
      }));
    },
  };
}

/**
 * What the modules of the late file import from the early one's: names by module.
 *
 * @param {{ here: string, late: readonly string[], early: ReadonlySet<string> }} split
 * @param {readonly string[]} modules
 * @returns {Promise<Map<string, Set<string>>>}
 */
export async function sharedBy({ here, late, early }, modules) {
  const shared = new Map();
  for (const importer of modules.filter((path) => path.endsWith(".ts"))) {
    const { code } = await transform(readFileSync(join(here, importer), "utf8"), {
      loader: "ts",
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    });
    for (const { source, specifiers } of importsIn(code)) {
      const module = join(importer, "..", source.value);
      if (!FILE.test(source.value) || late.includes(module) || !early.has(module)) continue;
      const names = shared.get(module) ?? new Set();
      for (const { imported, local } of specifiers) names.add((imported ?? local).name);
      shared.set(module, names);
    }
  }
  return shared;
}

/** The imports of a module, and what it exports of others by name. */
function importsIn(code) {
  const { body } = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  return body.filter(({ source }) => source);
}
