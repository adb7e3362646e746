// esbuild plugins that split a bundle into an early file and late files. Late files hold code that most programs do
// not use, and are compiled on first use, because V8 takes a millisecond for 30 KB.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "acorn";
import { transform } from "esbuild";

const LOADER = "bundle/load-late.js";

/** Matches the specifier of a file. */
const FILE = /^\.{1,2}\//;

/**
 * Describes one late file: `late` are its modules, `all` those of every late file by its name, `early` those of the
 * early file. `shared` has the names that the late file takes from the early one, by module.
 *
 * @typedef {{ here: string, name: string, late: readonly string[], all: Readonly<Record<string, readonly string[]>>, early: ReadonlySet<string>, shared: ReadonlyMap<string, ReadonlySet<string>> }} Group
 */

/**
 * Replaces the exports of late modules by functions that load the module when they are first called or constructed.
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

/** Passes the shared values to a late file as a list, because several modules may export the same name. */
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

/** Names of the values that a module exports; types do not count. */
function exportsOf(path) {
  const source = readFileSync(path, "utf8");
  const [, list = ""] = /^export \{ ([\w, ]+) \};$/m.exec(source) ?? [];
  const named = Array.from(
    source.matchAll(/^export (?:class|(?:async )?function) (\w+)/gm),
    ([, name]) => name,
  );
  return [...list.split(", ").filter(Boolean), ...named].map((name) => ({
    name,
    isClass: source.includes(`export class ${name} `),
  }));
}

/** Plugin that gives the entry of a late file. */
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
 * Resolves modules of the early file to the variable `shared`, because a class must exist only once. Without `shared`
 * it only keeps these modules out.
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

/** Names that a late file takes from a module, with the index of each in the list. */
function placesOf(shared, module) {
  const all = [...shared].flatMap(([path, names]) => [...names].map((name) => ({ path, name })));
  return all.flatMap(({ path, name }, i) => (path === module ? [[name, i]] : []));
}

/**
 * Names that the modules of a late file import from the early file, by module.
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

/** Whether a late file does not contain a module, because the early file or another late file does. */
function isTaken({ late, all, early }, module) {
  if (late.includes(module)) return false;
  return early.has(module) || Object.values(all).some((modules) => modules.includes(module));
}

/** Imports of a module, and its re-exports by name. */
function importsIn(code) {
  const { body } = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  return body.filter(({ source }) => source);
}
