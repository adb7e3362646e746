// Bundles the library, because every file that Node loads costs about 0.5 ms, and thirty of them are more
// than the whole import may cost. What most programs do not use is in a file of its own, which is loaded
// when it is needed: Node reads every byte of a module before it runs it, and 30 KB take it a millisecond.
//
//   dist/index.js    what programs import
//   dist/late.cjs    what index.js loads on demand
//   dist/sonic-boom.cjs    the same, when the first record is written
//   dist/whole.js    both in one, for bundlers (the condition "module" of package.json)
//
// What is inlined is named in THIRD-PARTY-NOTICES.md.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { build, transform } from "esbuild";
import { constants } from "./bundle/constants.js";
import { fuse } from "./bundle/fuse.js";
import { PLAN } from "./bundle/plan.js";

/** What programs import when they start. */
const MAIN = "src/index.ts";

/** What is loaded when one of its functions is first called, or one of its classes first made. */
const LATE = [
  "src/backend/copytruncate.ts",
  "src/backend/fallback.ts",
  "src/backend/rotation.ts",
  "src/backend/sockets.ts",
  "src/backend/split.ts",
  "src/encode/custom.ts",
  "src/encode/logfmt.ts",
  "src/encode/syslog.ts",
  "src/encode/syslog-options.ts",
  "src/event/compile.ts",
  "src/fan.ts",
  "src/filter/re2.ts",
  "src/filter/suggest.ts",
  "src/prometheus.ts",
  "src/recipes.ts",
  "src/redact.ts",
  "src/signals.ts",
  "src/threads/inheritance.ts",
  "src/threads/threads.ts",
];

const here = import.meta.dirname;
const require = createRequire(import.meta.url);

rmSync(join(here, "dist"), { recursive: true, force: true });
mkdirSync(join(here, "dist"));

await bundlePackage("sonic-boom");
await bundleMain();
await bundle("src/filter.ts");
await bundle("src/serializers.ts");
// Finds the runtime that the package makes, so that it needs no copy of it.
await bundle("src/testing.ts", { "./index.ts": "./index.js" });
await bundle("src/testing.ts", { "./index.ts": "./whole.js" }, "dist/whole-testing.js");

const tsc = join(require.resolve("typescript/package.json"), "../bin/tsc");
execFileSync(process.execPath, [tsc, "-p", join(here, "tsconfig.json")], { stdio: "inherit" });

for (const page of ["README.md", "LICENSE"]) {
  copyFileSync(join(here, "../..", page), join(here, page));
}

/** Bundles the library twice: for Node, in two files, and for bundlers, in one. */
async function bundleMain() {
  write("dist/whole.js", await dense(fuse(await code(MAIN, { format: "esm" }), PLAN)));

  // Which modules are in index.js, so that late.cjs takes them from there: a class must be there once.
  const { metafile } = await run(MAIN, { format: "esm", plugins: [stubs(() => [])] });
  const early = new Set(Object.keys(metafile.inputs));
  const shared = new Set();
  const late = await code("late", {
    format: "iife",
    plugins: [lateEntry(), takenFrom(early, shared)],
  });
  const body = await dense(`module.exports = (shared, url) => {\n${late}\nreturn late;\n};`, "cjs");
  write("dist/late.cjs", body);
  const main = await code(MAIN, { format: "esm", plugins: [stubs(() => [...shared])] });
  write("dist/index.js", await dense(fuse(main, PLAN)));
}

/** Bundles a package into a file of its own. */
async function bundlePackage(name) {
  const { outputFiles } = await run(require.resolve(name), { format: "cjs" });
  write(`dist/${name}.cjs`, await dense(outputFiles[0].text, "cjs"));
}

/** Bundles an entry into one file; `outside` names what it imports from where at run time. */
async function bundle(
  entry,
  outside = {},
  name = entry.replace("src/", "dist/").replace(".ts", ".js"),
) {
  const external = {
    name: "outside",
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ path }) =>
        Object.hasOwn(outside, path) ? { path: outside[path], external: true } : undefined,
      ),
  };
  write(name, await code(entry, { format: "esm", plugins: [external] }));
}

async function code(entry, options) {
  const { outputFiles } = await run(entry, options);
  const [{ text }] = outputFiles;
  return options.format === "esm" ? withoutNamespaces(text) : text;
}

function run(entry, { format, plugins = [] }) {
  const isModule = format === "esm";
  return build({
    absWorkingDir: here,
    entryPoints: [entry],
    outdir: "dist",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format,
    target: "node20.19",
    external: ["re2js"],
    legalComments: "none",
    logLevel: "warning",
    // The inlined CommonJS packages ask for built-in modules only.
    banner: isModule ? { js: "const require = process.getBuiltinModule;" } : {},
    ...(isModule ? {} : { globalName: "late", define: { "import.meta.url": "url" } }),
    plugins,
  });
}

/** The names that a module exports which are not types. */
function exportsOf(module) {
  const source = readFileSync(join(here, module), "utf8");
  const [, list = ""] = /^export \{ ([\w, ]+) \};$/m.exec(source) ?? [];
  const named = Array.from(
    source.matchAll(/^export (?:class|function) (\w+)/gm),
    ([, name]) => name,
  );
  return [...list.split(", ").filter(Boolean), ...named];
}

/**
 * Puts functions in the place of what late modules export, which load late.cjs when they are first called, or
 * called by `new`. It is given the modules that `shared` names.
 */
function stubs(shared) {
  return {
    name: "stubs",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^late$/ }, () => ({ path: "late", namespace: "loader" }));
      onResolve({ filter: /^sonic-boom$/ }, () => ({ path: "sonic-boom", namespace: "package" }));
      onLoad({ filter: /.*/, namespace: "package" }, ({ path }) => ({
        contents: `
          import { createRequire } from "node:module";
          export const { SonicBoom } = createRequire(import.meta.url)("./${path}.cjs");`,
      }));
      onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const module = relative(here, join(resolveDir, path));
        return LATE.includes(module) ? { path: module, namespace: "stub" } : undefined;
      });
      onLoad({ filter: /.*/, namespace: "stub" }, ({ path }) => ({
        contents: [
          'import { late } from "late";',
          ...exportsOf(path).map((name) => stubOf(path, name)),
        ].join("\n"),
        resolveDir: here,
      }));
      onLoad({ filter: /.*/, namespace: "loader" }, () => ({
        contents: `
          import { createRequire } from "node:module";
          ${shared()
            .map((module, i) => `import * as shared${i} from "./${module}";`)
            .join("\n")}
          let loaded;
          export function late() {
            loaded ??= createRequire(import.meta.url)("./late.cjs")(
              { ${shared()
                .map((module, i) => `"${module}": shared${i}`)
                .join(", ")} },
              import.meta.url,
            );
            return loaded;
          }`,
        resolveDir: here,
      }));
    },
  };
}

function stubOf(module, name) {
  const isClass = readFileSync(join(here, module), "utf8").includes(`export class ${name} `);
  const call = isClass ? `new (late().${name})` : `late().${name}`;
  return `export function ${name}(...args) { return ${call}(...args); }`;
}

/** The entry of late.cjs. */
function lateEntry() {
  return {
    name: "late-entry",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^late$/ }, () => ({ path: "late", namespace: "entry" }));
      onLoad({ filter: /.*/, namespace: "entry" }, () => ({
        contents: LATE.map((module) => `export * from "./${module}";`).join("\n"),
        resolveDir: here,
      }));
    },
  };
}

/** Takes modules that index.js has from there, and notes which. */
function takenFrom(early, shared) {
  return {
    name: "taken-from",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, namespace }) => {
        const module = relative(here, join(resolveDir, path));
        if (namespace === "entry" || LATE.includes(module) || !early.has(module)) return undefined;
        shared.add(module);
        return { path: module, namespace: "shared" };
      });
      onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
        contents: `module.exports = shared[${JSON.stringify(path)}];`,
      }));
    },
  };
}

/** Comments, blanks and long names are a third of the bytes. Methods keep their names, for who reads a stack. */
async function dense(code, format = "esm") {
  // What is inlined, from where: a test holds it against THIRD-PARTY-NOTICES.md.
  const inlined = code.match(/^\s*\/\/ .*node_modules.*$/gm) ?? [];
  const { code: minified } = await transform(constants(code), {
    format,
    target: "node20.19",
    minify: true,
    lineLimit: 120,
    legalComments: "none",
  });
  return [...inlined.map((line) => line.trim()), minified].join("\n");
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

function write(path, text) {
  writeFileSync(join(here, path), text);
}
