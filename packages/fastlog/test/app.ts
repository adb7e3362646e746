import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PROGRAMS } from "./child.ts";
import { folder } from "./folder.ts";

/** The folder of the package in the workspace. */
export const WORKSPACE_PACKAGE: string = join(import.meta.dirname, "..");

/** All that test/programs/app.* and dep1.* log, in two rounds. */
export const ALL: readonly string[] = [1, 2].flatMap((round) => [
  `app info ${round}`,
  `app debug ${round}`,
  `dep1 info ${round}`,
  `dep1 debug ${round}`,
  `app done ${round}`,
]);

/** What of it passes at info. */
export const INFO: readonly string[] = ALL.filter((message) => !message.includes("debug"));

/** What of it passes at info, and of dep1 at debug. */
export const DEP1_DEBUG: readonly string[] = ALL.filter((m) => !m.startsWith("app debug"));

/** How the packages of an application lie on the disk. */
export type Layout = "flat" | "own copy" | "pnpm";

export interface AppOptions {
  /** A folder with the package: of the workspace, or of a tarball. */
  readonly fastlog: string;
  readonly syntax?: "mjs" | "cjs";
  /** What the dependency is called. */
  readonly dependency?: string;
  readonly layout?: Layout;
}

/**
 * An application outside the workspace, of test/programs/app.* and its dependency dep1.*, which both
 * log. Returns the folder; what is to be run in it is `index.mjs` or `index.cjs`.
 */
export function makeApp(options: AppOptions): string {
  const { fastlog, syntax = "mjs", dependency = "dep1", layout = "flat" } = options;
  const app = folder();
  const modules = join(app, "node_modules");
  const store = join(modules, ".pnpm");

  writePackage(app, "app", syntax, `app.${syntax}`, dependency);
  if (layout === "pnpm") {
    const owned = join(store, "dep1@1.0.0", "node_modules");
    writePackage(join(owned, dependency), dependency, syntax, `dep1.${syntax}`);
    link(join(owned, dependency), join(modules, dependency));
    const copy = join(store, "fastlog@0.0.0", "node_modules", "fastlog");
    install(fastlog, copy);
    link(copy, join(owned, "fastlog"));
    link(copy, join(modules, "fastlog"));
  } else {
    const own = join(modules, dependency);
    writePackage(own, dependency, syntax, `dep1.${syntax}`);
    install(fastlog, join(modules, "fastlog"));
    if (layout === "own copy") install(fastlog, join(own, "node_modules", "fastlog"));
  }
  return app;
}

/** Puts a package with what it depends on at a place under node_modules. */
function install(fastlog: string, to: string): void {
  if (fastlog === WORKSPACE_PACKAGE) {
    link(fastlog, to);
    return;
  }
  cpSync(fastlog, to, { recursive: true });
  for (const name of ["ajv", "re2js"]) {
    link(join(WORKSPACE_PACKAGE, "node_modules", name), join(dirname(to), name));
  }
}

function writePackage(
  at: string,
  name: string,
  syntax: string,
  program: string,
  dependency = "dep1",
): void {
  mkdirSync(at, { recursive: true });
  const main = `./index.${syntax}`;
  const source = readFileSync(join(PROGRAMS, program), "utf8");
  writeFileSync(join(at, "package.json"), JSON.stringify({ name, exports: main }));
  writeFileSync(join(at, main), source.replaceAll('"dep1"', JSON.stringify(dependency)));
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
