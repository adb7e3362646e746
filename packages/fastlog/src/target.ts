import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { needStack } from "./stack.ts";

/** Target of code that belongs to no file: eval, the REPL, stdin, `data:` modules. */
export const MAIN_TARGET = "main";

/**
 * Most files, and most directories, that are cached. More than any program has, but repeated imports of a module
 * with new queries make new files.
 */
const REMEMBERED = 4096;

const modules = new Map<string, Module>();
const packages = new Map<string, Package | null>();

interface Module {
  readonly path: string;
  readonly target: string;
}

interface Package {
  /** Name in targets: `dep1`, `@acme/db`. */
  readonly target: string;
  /** Root of the package's paths, without a trailing slash. */
  readonly root: string;
}

/**
 * The target of a module: the name of its package, then its path inside the package without the
 * extension, joined by `::`, as in `dep1::http` or `@acme/db::pool`.
 *
 * - The package is the nearest directory above whose `package.json` has a name; one without, as
 *   `{"type":"module"}` in `dist/esm`, is passed over, and so is one that cannot be read. A
 *   package directly under `node_modules` goes by its directory's name if need be.
 * - An `index` file adds nothing, nor does where a build puts its files: `src`, `lib`, `dist`, `out` or
 *   `build` directly under the package, then, under all but the first, `esm`, `cjs`, `mjs` or `commonjs`,
 *   then `src`. A source and all that is compiled from it have one target.
 * - A file outside any package goes by its base name; an `index` there, by its directory's name.
 * - What directives could not spell (`,`, `=`, whitespace, control characters) becomes `_`.
 *
 * @param file A path or `file:` URL, as V8 names scripts; a query or hash is ignored. Anything
 *   else is code without a file, of target `main`.
 */
export function targetOf(file: string): string {
  return moduleOf(file)?.target ?? MAIN_TARGET;
}

/** The plain path of a module from its path or `file:` URL, without query and hash; `undefined` for anything else. */
export function pathOf(file: string): string | undefined {
  return moduleOf(file)?.path;
}

function moduleOf(file: string): Module | undefined {
  const known = modules.get(file);
  if (known !== undefined) return known;
  // The result is cached for good, and near the end of the stack it would be wrong.
  needStack();
  const path = parsePath(file);
  // Names without a path are not cached: a `data:` URL may hold a megabyte of code.
  if (path === undefined) return undefined;
  const target = targetOfPath(path.startsWith("/") ? path : path.replaceAll("\\", "/"));
  const module = { path, target };
  remember(modules, file, module);
  return module;
}

const ABSOLUTE = /^(?:\/|[a-z]:[\\/]|\\\\)/i;
/** Loaders for CommonJS add queries to plain paths, which may themselves contain `?` and `#`. */
const QUERY = /(\.(?:[cm]?[jt]s|[jt]sx))[?#].*$/s;

function parsePath(file: string): string | undefined {
  try {
    if (file.startsWith("file:")) return fileURLToPath(file);
    return ABSOLUTE.test(file) ? file.replace(QUERY, "$1") : undefined;
  } catch {
    return undefined; // a URL of another host, or no string
  }
}

const LAYOUT = /^(?:src|(?:lib|dist|out|build)(?:\/(?:esm|cjs|mjs|commonjs))?(?:\/src)?)\//;
const EXTENSION = /(?<=.)\.(?:[cm]?[jt]s|[jt]sx)$/s;

function targetOfPath(path: string): string {
  const owner = packageOf(parentOf(path));
  const inside = owner === null ? path : path.slice(owner.root.length + 1).replace(LAYOUT, "");
  const names = inside.replace(EXTENSION, "").split("/").filter(Boolean);
  if (names.at(-1) === "index") names.pop();
  const own = names.map(spellable);
  return owner === null ? (own.at(-1) ?? MAIN_TARGET) : [owner.target, ...own].join("::");
}

/** The package of a directory's files, or null. */
function packageOf(directory: string): Package | null {
  const passed: string[] = [];
  let found: Package | null | undefined;
  for (let at = directory; found === undefined; at = parentOf(at)) {
    found = packages.get(at);
    if (found !== undefined) break;
    passed.push(at);
    found = packageAt(at);
    if (found === undefined && !at.includes("/")) found = null;
  }
  for (const at of passed) remember(packages, at, found);
  return found;
}

const IN_NODE_MODULES = /(?:^|\/)node_modules\/(@[^/]+\/[^/]+|[^@/][^/]*)$/;

/** The package with this root directory; null if it and all directories above are in none, else undefined. */
function packageAt(directory: string): Package | null | undefined {
  // Files in node_modules never belong to the package around it.
  if (directory.endsWith("/node_modules")) return null;
  const name = nameIn(`${directory}/package.json`) ?? IN_NODE_MODULES.exec(directory)?.[1];
  return name === undefined ? undefined : { target: packageTarget(name), root: directory };
}

function nameIn(manifest: string): string | undefined {
  try {
    // Checked first: an error takes longer than the check, and reading a FIFO would block.
    if (!statSync(manifest, { throwIfNoEntry: false })?.isFile()) return undefined;
    const text = readFileSync(manifest, "utf8").replace(/^\uFEFF/, "");
    const { name } = JSON.parse(text) as { name?: unknown };
    return typeof name === "string" && name.trim() !== "" ? name.trim() : undefined;
  } catch {
    return undefined;
  }
}

/** Only the slash of a scope stays in a target: `rxjs/operators` becomes `rxjs::operators`. */
function packageTarget(name: string): string {
  const scope = /^@[^/]+\/(?=.)/s.exec(name)?.[0] ?? "";
  return spellable(scope) + name.slice(scope.length).split("/").map(spellable).join("::");
}

function spellable(name: string): string {
  return name.replace(/[\s,=\p{Cc}]/gu, "_");
}

/** The directory of a path with forward slashes; empty for `/x` and for a path without a slash. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function remember<V>(cache: Map<string, V>, key: string, value: V): void {
  if (cache.size >= REMEMBERED) {
    const oldest = cache.keys().next();
    if (!oldest.done) cache.delete(oldest.value);
  }
  cache.set(key, value);
}
