// Bundles a program with one of the packers that are installed beside this file.
//
//   node pack.mjs PACKER ENTRY FOLDER    makes FOLDER/app.mjs or FOLDER/app.cjs, and whatever belongs to it
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const [packer, program, folder] = process.argv.slice(2);
const entry = resolve(program);
const BIN = join(import.meta.dirname, "node_modules/.bin");

const PACKERS = {
  "esbuild, esm": () => esbuild({ format: "esm" }),
  "esbuild, cjs": () => esbuild({ format: "cjs" }),
  "esbuild, esm, minified": () => esbuild({ format: "esm", minify: true, keepNames: true }),
  "esbuild, esm, production": () => esbuild({ format: "esm", conditions: ["production"] }),
  "esbuild, cjs, production": () => esbuild({ format: "cjs", conditions: ["production"] }),
  "rollup, esm": () => rollup("es"),
  "rollup, cjs": () => rollup("cjs"),
  "vite, ssr": vite,
  "webpack, cjs": () => webpack("webpack"),
  "webpack, esm": () => webpack("webpack", true),
  "rspack, cjs": () => webpack("@rspack/core"),
  "rspack, esm": () => webpack("@rspack/core", true),
  ncc: () => run("ncc", "build", entry, "--out", folder, "--quiet"),
  "ncc, minified": () => run("ncc", "build", entry, "--out", folder, "--quiet", "--minify"),
  parcel,
  "bun, esm": () => bun("esm"),
  "bun, cjs": () => bun("cjs"),
  nft,
};

mkdirSync(folder, { recursive: true });
await PACKERS[packer]();

async function esbuild(options) {
  const { build } = await import("esbuild");
  const outfile = join(folder, options.format === "esm" ? "app.mjs" : "app.cjs");
  const common = { entryPoints: [entry], outfile, bundle: true, platform: "node" };
  await build({ ...common, logLevel: "warning", ...options });
}

async function rollup(format) {
  const { rollup } = await import("rollup");
  const { default: resolve } = await import("@rollup/plugin-node-resolve");
  const { default: commonjs } = await import("@rollup/plugin-commonjs");
  const { default: json } = await import("@rollup/plugin-json");
  const bundle = await rollup({
    input: entry,
    plugins: [resolve({ preferBuiltins: true }), commonjs(), json()],
    onwarn({ code, message }) {
      // Of ajv's own modules.
      if (code !== "CIRCULAR_DEPENDENCY" && code !== "THIS_IS_UNDEFINED")
        console.error(code, message);
    },
  });
  await bundle.write({
    file: join(folder, format === "es" ? "app.mjs" : "app.cjs"),
    format,
    inlineDynamicImports: true,
  });
}

async function vite() {
  const { build } = await import("vite");
  await build({
    root: dirname(entry),
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: "app.mjs" } },
    },
  });
}

async function webpack(name, isModule = false) {
  const { default: library } = await import(name);
  const compile = promisify(library.rspack ?? library);
  const stats = await compile({
    mode: "production",
    target: "node20",
    entry,
    context: dirname(entry),
    output: {
      path: folder,
      filename: isModule ? "app.mjs" : "app.cjs",
      ...(isModule ? { module: true, library: { type: "module" } } : {}),
    },
    experiments: isModule ? { outputModule: true } : {},
  });
  if (stats.hasErrors() || stats.hasWarnings()) {
    console.error(stats.toString({ all: false, errors: true, warnings: true }));
  }
  if (stats.hasErrors()) process.exitCode = 1;
}

/** Its ES modules name what they import in a way that only its own tools resolve. */
function parcel() {
  const root = dirname(entry);
  const main = {
    context: "node",
    outputFormat: "commonjs",
    includeNodeModules: true,
    isLibrary: false,
    engines: { node: ">=20" },
  };
  const manifest = { source: basename(entry), main: "out/app.cjs", targets: { main } };
  writeFileSync(join(root, "package.json"), JSON.stringify(manifest));
  run("parcel", "build", "--no-cache", "--no-source-maps", "--log-level", "warn");
  cpSync(join(root, "out/app.cjs"), join(folder, "app.cjs"));
}

function bun(format) {
  run(
    "bun",
    "build",
    entry,
    "--target=node",
    `--format=${format}`,
    `--outfile=${join(folder, format === "esm" ? "app.mjs" : "app.cjs")}`,
  );
}

/** Copies what a program needs, as hosts of functions do. */
async function nft() {
  const { nodeFileTrace } = await import("@vercel/nft");
  const base = dirname(entry);
  const { fileList, warnings } = await nodeFileTrace([entry], { base });
  for (const warning of warnings) console.error(warning.message);
  for (const file of fileList)
    cpSync(join(base, file), join(folder, file), { verbatimSymlinks: true });
}

function run(name, ...args) {
  execFileSync(join(BIN, name), args, {
    cwd: dirname(entry),
    stdio: ["ignore", "ignore", "inherit"],
  });
}
