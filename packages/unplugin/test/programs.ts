import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { LEVELS } from "../../fastlog/src/level.ts";
import { targetOf } from "../../fastlog/src/target.ts";
import { folder } from "../../fastlog/test/folder.ts";
import { type Transformed, transform } from "../src/transform/transform.ts";

/** A module of a program. */
export interface Module {
  /** With an extension, such as `a.js`, `a.cjs` or `a.ts`. */
  readonly name: string;
  readonly code: string;
}

/** Result of a program. */
export interface Outcome {
  /** Its records. */
  readonly lines: readonly string[];
  /** Values that it passed to `effect()`. */
  readonly effects: readonly string[];
  /** Error that its entry threw. */
  readonly error?: string;
}

/** How a program runs. */
export interface Setting {
  readonly filter?: string;
  readonly format?: string;
  /** Omitted: the modules run as they are. */
  readonly transformed?: {
    readonly maxLevel?: keyof typeof LEVELS | "off";
    readonly guard?: boolean;
    readonly dropsArguments?: boolean;
  };
}

/** Format in which all that is promised of a record can be seen. */
export const PLACES = "{level} {target} {file}:{line} {message}";

let app: string | undefined;

/** The folder of a package named `app`. */
export function appFolder(): string {
  if (app === undefined) {
    app = folder();
    mkdirSync(join(app, "src"));
    writeFileSync(join(app, "package.json"), `{"name":"app"}`);
  }
  return join(app, "src");
}

/** Transforms a module of the package. */
export function transformed(
  { name, code }: Module,
  { maxLevel = "trace", guard = false, dropsArguments = false }: Setting["transformed"] & {} = {},
): Transformed {
  const path = join(appFolder(), name);
  return transform(code, {
    id: path,
    target: targetOf(path),
    file: path,
    binds: true,
    least: maxLevel === "off" ? Number.POSITIVE_INFINITY : LEVELS[maxLevel],
    dropsArguments,
    guards: guard,
  });
}

/** Runs programs, one after another in a process, whose last modules are their entries. */
export function outcomesOf(
  programs: readonly (Setting & { modules: readonly Module[] })[],
): Outcome[] {
  const input = programs.map(
    ({ modules, filter = "trace", format = PLACES, transformed: how }) => ({
      modules: modules.map((module) => {
        const made = how === undefined ? undefined : transformed(module, how);
        return runnable({ ...module, code: made?.code ?? module.code });
      }),
      filter,
      format,
    }),
  );
  const argv = [
    "--no-warnings",
    "--experimental-vm-modules",
    join(import.meta.dirname, "runner.mjs"),
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...argv, appFolder()], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`status ${status}\n${stderr}${stdout.slice(0, 2000)}`);
  return JSON.parse(stdout) as Outcome[];
}

/** A module without its types, and whether it is CommonJS. */
function runnable({ name, code }: Module) {
  const kind = /\.cjs$|\.cts$/.test(name) ? "commonjs" : "module";
  if (!/\.(?:[cm]?ts|tsx|jsx)$/.test(name)) return { name, kind, code: withoutMark(code) };
  const loader = name.endsWith("x") ? (name.endsWith("tsx") ? "tsx" : "jsx") : "ts";
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };
  const jsx = { jsxFactory: "h", jsxFragment: "null" };
  const made = transformSync(code, { loader, ...jsx, tsconfigRaw, target: "node20" });
  return { name, kind, code: made.code };
}

/** The byte order mark that Node takes away. */
function withoutMark(code: string): string {
  return code.replace(/^\uFEFF/, "").replace(/^#!/, "//");
}
