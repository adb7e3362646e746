// Bundles a program with the plugin, by one of the bundlers that are installed in the folder of packers.
//
//   node pack.mjs BUNDLER PACKERS APP OUT [OPTIONS]    makes OUT/main.mjs and OUT/worker.mjs, with source maps
//
// The current folder is APP; Bun runs this file itself.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const [bundler, packers, app, out, options = "{}"] = process.argv.slice(2);
const require = createRequire(join(packers, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const input = { main: join(app, "src/main.js"), worker: join(app, "src/worker.js") };
const entryFileNames = "[name].mjs";
const { plugin } = await import(`../dist/${bundler}.js`);
const own = () => plugin(JSON.parse(options));

/** Modules that stay outside of a bundle. */
const FASTLOG = /^fastlog(?:\/site)?$/;

const BUNDLERS = {
  async esbuild() {
    const { build } = await load("esbuild");
    await build({
      entryPoints: Object.values(input),
      outdir: out,
      outExtension: { ".js": ".mjs" },
      absWorkingDir: app,
      bundle: true,
      platform: "node",
      format: "esm",
      sourcemap: true,
      logLevel: "warning",
      plugins: [own()],
      banner: {
        js: `import { createRequire as cr } from "node:module"; const require = cr(import.meta.url);`,
      },
    });
  },
  async rollup() {
    const { rollup } = await load("rollup");
    const [resolve, commonjs, json] = await Promise.all(
      ["node-resolve", "commonjs", "json"].map((name) => load(`@rollup/plugin-${name}`)),
    );
    const { transform } = await load("esbuild");
    const types = {
      name: "types",
      transform: (code, id) =>
        id.endsWith(".ts")
          ? transform(code, { loader: "ts", sourcemap: true, sourcefile: id })
          : null,
    };
    const bundle = await rollup({
      input,
      external: FASTLOG,
      plugins: [
        own(),
        types,
        resolve.default({ preferBuiltins: true, extensions: [".js", ".ts", ".mjs"] }),
        commonjs.default({ extensions: [".js", ".cjs"], esmExternals: true }),
        json.default(),
      ],
      onwarn({ code, message }) {
        if (code !== "CIRCULAR_DEPENDENCY" && code !== "THIS_IS_UNDEFINED")
          console.error(code, message);
      },
    });
    await bundle.write({ dir: out, format: "es", entryFileNames, sourcemap: true });
  },
  async rolldown() {
    const { rolldown } = await load("rolldown");
    const bundle = await rolldown({ input, cwd: app, platform: "node", plugins: [own()] });
    await bundle.write({ dir: out, format: "esm", entryFileNames, sourcemap: true });
  },
  async vite() {
    const { build } = await load("vite");
    await build({
      root: app,
      configFile: false,
      logLevel: "warn",
      ssr: { noExternal: true },
      plugins: [own()],
      build: {
        ssr: true,
        outDir: out,
        emptyOutDir: false,
        sourcemap: true,
        rollupOptions: { input, output: { entryFileNames } },
      },
    });
  },
  webpack: () => webpack("webpack"),
  rspack: () => webpack("@rspack/core"),
  async rsbuild() {
    const { createRsbuild } = await load("@rsbuild/core");
    const rsbuild = await createRsbuild({
      cwd: app,
      rsbuildConfig: {
        logLevel: "error",
        source: { entry: input },
        plugins: [own()],
        output: {
          target: "node",
          module: true,
          minify: false,
          sourceMap: true,
          distPath: { root: out },
          filename: { js: "[name].mjs" },
        },
      },
    });
    await rsbuild.build();
  },
  async farm() {
    // Its CommonJS build replaces the word node, and its resolver does not find fastlog.
    const { build } = await import(join(packers, "node_modules/@farmfe/core/dist/index.js"));
    for (const [name, path] of Object.entries(input)) {
      await build({
        root: app,
        configFile: "none",
        clearScreen: false,
        compilation: {
          input: { [name]: path },
          output: {
            path: out,
            targetEnv: "node",
            format: "esm",
            entryFilename: "[entryName].mjs",
            filename: `${name}-[hash].mjs`,
            clean: false,
          },
          external: [FASTLOG.source],
          minify: false,
          presetEnv: false,
          persistentCache: false,
          sourcemap: true,
        },
        plugins: [own()],
      });
    }
  },
  async bun() {
    const made = await Bun.build({
      entrypoints: Object.values(input),
      outdir: out,
      root: join(app, "src"),
      naming: "[name].mjs",
      target: "node",
      sourcemap: "linked",
      plugins: [plugin({ ...JSON.parse(options), root: app })],
    });
    for (const log of made.logs) console.error(log);
  },
};

await BUNDLERS[bundler]();

async function webpack(name) {
  const { default: library } = await load(name);
  const isRspack = library.rspack !== undefined;
  const types = isRspack
    ? { loader: "builtin:swc-loader", options: { jsc: { parser: { syntax: "typescript" } } } }
    : { loader: join(import.meta.dirname, "types-loader.cjs"), options: { packers } };
  const stats = await promisify(library.rspack ?? library)({
    mode: "development",
    devtool: "source-map",
    target: "node20",
    entry: input,
    context: app,
    resolve: { extensions: [".js", ".ts"], extensionAlias: { ".js": [".js", ".ts"] } },
    module: { rules: [{ test: /\.ts$/, use: [types], type: "javascript/auto" }] },
    output: { path: out, filename: "[name].mjs", module: true, library: { type: "module" } },
    experiments: { outputModule: true },
    externals: isRspack ? { ajv: "commonjs ajv", koffi: "commonjs koffi" } : [FASTLOG],
    externalsType: "module",
    plugins: [own()],
  });
  if (stats.hasErrors() || stats.hasWarnings())
    console.error(stats.toString({ all: false, errors: true, warnings: true }));
  if (stats.hasErrors()) process.exitCode = 1;
}
