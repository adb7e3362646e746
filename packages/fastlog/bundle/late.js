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
 * Modules that are in one late file. `all` has those of every one, by the file's name. `shared` has what it takes from
 * the early file: names by module.
 *
 * @typedef {{ here: string, name: string, late: readonly string[], all: Readonly<Record<string, readonly string[]>>, early: ReadonlySet<string>, shared: ReadonlyMap<string, ReadonlySet<string>> }} Group
 */

/**
 * Puts functions in the place of what late modules export, which load them when they are first called, or called
 * by `new`.
 *
 * @param {readonly Group[]} groups
 */
export function stubs(groups) {
  const [{ here }] = groups;
  return {
    name: "stubs",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^late:/ }, ({ path }) => ({ path, namespace: "loader" }));
      onResolve({ filter: FILE }, ({ path, resolveDir }) => {
        const module = relative(here, join(resolveDir, path));
        const isLate = groups.some(({ late }) => late.includes(module));
        return isLate ? { path: module, namespace: "stub" } : undefined;
      });
      onLoad({ filter: /.*/, namespace: "stub" }, ({ path }) => ({
        contents: [
          `import { late } from "late:${groups.find(({ late }) => late.includes(path)).name}";`,
          ...exportsOf(join(here, path)).map(({ name, isClass }) => stubOf(name, isClass)),
        ].join("\n"),
        resolveDir: here,
      }));
      onLoad({ filter: /.*/, namespace: "loader" }, ({ path }) => {
        const { name, shared } = groups.find(({ name }) => path === `late:${name}`);
        return { contents: loader(name, [...shared]), resolveDir: here };
      });
    },
  };
}

function stubOf(name, isClass) {
  const call = isClass ? `new (late().${name})` : `late().${name}`;
  return `export function ${name}(...args) { return ${call}(...args); }`;
}

/** What a late file takes stands in a list: names would be there twice. Several modules may export the same one. */
function loader(file, shared) {
  const imports = shared.map(
    ([module, names], i) =>
      `import { ${[...names].map((name) => `${name} as ${name}$${i}`).join(", ")} } from "./${module}";`,
  );
  const list = shared.flatMap(([, names], i) => [...names].map((name) => `${name}$${i}`));
  return `
    import { lateModule } from "./${LOADER}";
    ${imports.join("\n")}
    const make = lateModule("${file}.cjs", () => require("./${file}.cjs"));
    let made;
    export function late() {
      made ??= make()([${list.join(", ")}]);
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
 * @param {Group} group
 */
export function takenFrom(group) {
  const { here, shared } = group;
  return {
    name: "taken-from",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: FILE }, ({ path, resolveDir, namespace }) => {
        const module = relative(here, join(resolveDir, path));
        if (namespace === "entry" || !isTaken(group, module)) return undefined;
        return shared === undefined ? { external: true } : { path: module, namespace: "shared" };
      });
      onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
        contents: placesOf(shared, path)
          .map(([name, place]) => `export const ${name} = shared[${place}];`)
          .join("\n"),
      }));
    },
  };
}

/** The names of a module that a late file takes, and the place of each in the list. */
function placesOf(shared, module) {
  const all = [...shared].flatMap(([path, names]) => [...names].map((name) => ({ path, name })));
  return all.flatMap(({ path, name }, i) => (path === module ? [[name, i]] : []));
}

/**
 * What the modules of the late file import from the early one's: names by module.
 *
 * @param {Group} group
 * @param {readonly string[]} modules
 * @returns {Promise<Map<string, Set<string>>>}
 */
export async function sharedBy(group, modules) {
  const { here } = group;
  const shared = new Map();
  for (const importer of modules.filter((path) => path.endsWith(".ts"))) {
    const { code } = await transform(readFileSync(join(here, importer), "utf8"), {
      loader: "ts",
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    });
    for (const { source, specifiers } of importsIn(code)) {
      const module = join(importer, "..", source.value);
      if (!FILE.test(source.value) || !isTaken(group, module)) continue;
      const names = shared.get(module) ?? new Set();
      for (const { imported, local } of specifiers) names.add((imported ?? local).name);
      shared.set(module, names);
    }
  }
  return shared;
}

/** Whether a late file takes a module from the early one, which has it, or loads it from another late file. */
function isTaken({ late, all, early }, module) {
  if (late.includes(module)) return false;
  return early.has(module) || Object.values(all).some((modules) => modules.includes(module));
}

/** The imports of a module, and what it exports of others by name. */
function importsIn(code) {
  const { body } = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  return body.filter(({ source }) => source);
}
