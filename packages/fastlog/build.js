// Bundles each entry into one file, because every file that Node loads costs about 0.5 ms: thirty of
// them are more than the whole import may cost. What is inlined is named in THIRD-PARTY-NOTICES.md.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build, transform } from "esbuild";

/** What programs import when they start. */
const MAIN = "src/index.ts";

const here = import.meta.dirname;
const require = createRequire(import.meta.url);

rmSync(join(here, "dist"), { recursive: true, force: true });

await bundle(MAIN);
await bundle("src/filter.ts");
await bundle("src/serializers.ts");
// Finds the runtime that the package makes, so that it needs no copy of it.
await bundle("src/testing.ts", { "./index.ts": "./index.js" });

const tsc = join(require.resolve("typescript/package.json"), "../bin/tsc");
execFileSync(process.execPath, [tsc, "-p", join(here, "tsconfig.json")], { stdio: "inherit" });

for (const page of ["README.md", "LICENSE"]) {
  copyFileSync(join(here, "../..", page), join(here, page));
}

/** Bundles an entry into one file; `outside` names what it imports from where at run time. */
async function bundle(entry, outside = {}) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    outdir: "dist",
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20.19",
    external: ["re2js"],
    legalComments: "none",
    logLevel: "warning",
    // The inlined CommonJS packages ask for built-in modules only.
    banner: { js: "const require = process.getBuiltinModule;" },
    plugins: [
      late(join(here, "src/backend/sockets.ts")),
      {
        name: "outside",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\./ }, ({ path }) =>
            Object.hasOwn(outside, path) ? { path: outside[path], external: true } : undefined,
          ),
      },
    ],
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    const code = withoutNamespaces(text);
    writeFileSync(path, entry === MAIN ? await dense(code) : code);
  }
}

/**
 * Puts functions in the place of those that a module exports, which evaluate it when one of them is first
 * called: what most programs do not use costs them nothing but the reading of it.
 */
function late(module) {
  const source = readFileSync(module, "utf8");
  const [, list] = /^export \{ ([\w, ]+) \};$/m.exec(source) ?? [];
  const functions = source.matchAll(/^export function (\w+)/gm);
  const names = [...list.split(", "), ...Array.from(functions, ([, name]) => name)];
  return {
    name: "late",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\/sockets\.ts$/ }, ({ path, resolveDir, kind }) => {
        if (kind === "require-call" || join(resolveDir, path) !== module) return undefined;
        return { path: module, namespace: "late" };
      });
      onLoad({ filter: /.*/, namespace: "late" }, () => ({
        contents: names
          .map(
            (name) =>
              `export function ${name}(...args) { return require(${JSON.stringify(module)}).${name}(...args); }`,
          )
          .join("\n"),
        resolveDir: dirname(module),
      }));
    },
  };
}

/**
 * Node reads every byte of a module before it runs it: comments, blanks and long names are a third of
 * them, and 1.5 ms of 9. Methods keep their names, for who reads a stack.
 */
async function dense(code) {
  // What is inlined, from where: a test holds it against THIRD-PARTY-NOTICES.md.
  const inlined = code.match(/^\/\/ .*node_modules.*$/gm) ?? [];
  const { code: minified } = await transform(code, {
    format: "esm",
    target: "node20.19",
    minify: true,
    lineLimit: 120,
    legalComments: "none",
  });
  return [...inlined, minified].join("\n");
}

/**
 * Importing a built-in module makes Node build a namespace of all its exports, and with `node:fs` load
 * `fs/promises` and streams: 2 ms for those used here. Asking for them takes none of that.
 */
function withoutNamespaces(code) {
  return code
    .replace(/^import (\w+) from ("node:\w+");$/gm, "const $1 = process.getBuiltinModule($2);")
    .replace(/^import \{ ([^}]+) \} from ("node:\w+");$/gm, (_, names, module) => {
      const properties = names.replace(/(\w+) as (\w+)/g, "$1: $2");
      return `const { ${properties} } = process.getBuiltinModule(${module});`;
    });
}
