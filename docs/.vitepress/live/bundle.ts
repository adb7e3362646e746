import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const BUILT = fileURLToPath(new URL("../../../packages/fastlog/dist/", import.meta.url));

/** The parts of the library that make records. The others need what a page does not have: descriptors, files, sockets. */
const KEPT: readonly string[] = ["index", "late", "limits", "masks", "values"];

/** Resolves to files of the build, and leaves out those of its parts that a page cannot use. */
const builtFiles: Plugin = {
  name: "built files",
  setup({ onResolve, onLoad }) {
    const { resolve } = createRequire(join(BUILT, "../package.json"));
    onResolve({ filter: /^fastlog(?:\/|$)/ }, ({ path }) => ({
      path: join(BUILT, `${path.slice("fastlog/".length) || "index"}.cjs`),
    }));
    onResolve({ filter: /^re2js$/ }, () => ({ path: resolve("re2js") }));
    onResolve({ filter: /^\.\/\w+\.cjs$/ }, ({ path }) => {
      const isKept = KEPT.includes(basename(path, ".cjs"));
      return isKept ? undefined : { path, namespace: "left out" };
    });
    onResolve({ filter: /^(?:ajv|koffi)$/ }, ({ path }) => ({ path, namespace: "left out" }));
    onLoad({ filter: /.*/, namespace: "left out" }, ({ path }) => ({
      contents: `module.exports = () => { throw new Error("${path} is not there in a browser"); };`,
    }));
  },
};

/**
 * Bundles the built package for the playgrounds: `filter.js`, which is `fastlog/filter`, and `library.js`, which makes
 * records, with chunks that they share. They run in a browser, in Node, and beside another copy of the library.
 */
export async function bundleLive(folder: string): Promise<void> {
  await build({
    absWorkingDir: here,
    entryPoints: { filter: "filter.ts", library: "library.ts" },
    outdir: folder,
    // Node takes them for ES modules, whatever folder they are in.
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    inject: ["node/process.ts", "node/globals.ts"],
    plugins: [builtFiles],
    logLevel: "warning",
  });
}
