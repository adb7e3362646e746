import { existsSync } from "node:fs";
import { join } from "node:path";
import { boundTarget } from "./bound-target.ts";
import { SPECIFIER } from "./resolved.ts";

/** The class of CommonJS modules, as far as it is used here. */
export interface ModuleClass {
  readonly prototype: { require(this: Requiring, id: string): unknown };
  readonly _cache: Readonly<Record<string, { readonly exports: unknown } | undefined>>;
  _resolveFilename(id: string, parent: Requiring): string;
  createRequire(file: string): (id: string) => unknown;
}

/** A module that requires another one. */
interface Requiring {
  /** `null` or `undefined` for code without a file. */
  readonly filename?: string | null | undefined;
}

type Exports = Readonly<Record<string, unknown>>;

/** A copy of the package. */
interface Copy {
  bound(target: string): Exports;
  /** Its exports with the functions of a target. */
  readonly byTarget: Map<string, Exports>;
}

/**
 * Lets `require("fastlog")` return the functions of the requiring module's target, beside all that it returns otherwise.
 *
 * Others may replace `Module.prototype.require` later, and remember the exports of each file, as require-in-the-middle does:
 * they would give the functions of one module to all. So where that has happened, all modules get the plain functions.
 */
export function bindRequires(module: ModuleClass): void {
  const { prototype } = module;
  const original = prototype.require;
  const copies = new WeakMap<object, Copy | undefined>();

  function boundExports(exports: unknown, by: Requiring): unknown {
    const { filename } = by;
    if (typeof filename !== "string" || typeof exports !== "object" || exports === null) return;
    if (!copies.has(exports)) copies.set(exports, copyOf(module, exports, by));
    const copy = copies.get(exports);
    const target = copy === undefined ? undefined : boundTarget(filename);
    if (copy === undefined || target === undefined) return;
    let made = copy.byTarget.get(target);
    if (made === undefined) {
      made = { ...exports, ...copy.bound(target) };
      copy.byTarget.set(target, made);
    }
    return made;
  }

  prototype.require = function require(id) {
    const exports = original.call(this, id);
    if (id !== SPECIFIER || prototype.require !== require) return exports;
    try {
      return boundExports(exports, this) ?? exports;
    } catch {
      return exports; // the stack is full, or another loader does not know the file
    }
  };
}

/** The copy of the package that has these exports; `undefined` for what a test has put in its place. */
function copyOf(module: ModuleClass, exports: object, by: Requiring): Copy | undefined {
  const file = module._resolveFilename(SPECIFIER, by);
  const site = join(file, "../site.cjs");
  if (module._cache[file]?.exports !== exports || !existsSync(site)) return undefined;
  const { bound } = module.createRequire(file)("./site.cjs") as Pick<Copy, "bound">;
  return { bound, byTarget: new Map() };
}
