// Bundles the plugin: an entry for each bundler, which share what they have in common, and the types.
//
//   dist/*.js       the entries, and what they share
//   dist/*.d.ts     their types
//   README.md       the page of the documentation
//
// Parts of fastlog that decide targets, levels and errors are bundled from its sources, so that both always agree.
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import { filesOf, packagedReadme } from "../fastlog/bundle/readme.js";

const here = import.meta.dirname;
const require = createRequire(import.meta.url);
const root = join(here, "../..");
const dist = join(here, "dist");
const { exports, dependencies, repository } = JSON.parse(
  readFileSync(join(here, "package.json"), "utf8"),
);

/** Names of the entries: `index`, `vite`, `register`, … */
const entries = Object.values(exports).flatMap(({ default: file }) =>
  file === undefined ? [] : [file.replace(/^\.\/dist\/|\.js$/g, "")],
);

/** The sources import the package under a name for which they have types. */
const unpluginPackage = {
  name: "unplugin",
  resolveId: (specifier) =>
    specifier === "#unplugin" ? { id: "unplugin", external: true } : undefined,
};

rmSync(dist, { recursive: true, force: true });
await bundle();
await makeTypes();
copyFileSync(join(root, "LICENSE"), join(here, "LICENSE"));
const files = filesOf(repository);
const docs = files === undefined ? undefined : `${files}docs/reference/`;
const manual = readFileSync(join(root, "docs/reference/build-plugin.md"), "utf8");
writeFileSync(join(here, "README.md"), packagedReadme(manual, docs));

async function bundle() {
  const bundled = await rolldown({
    // The loader is no entry of the package.
    input: {
      ...inputs((name) => join(here, `src/${name}.ts`)),
      loader: join(here, "src/loader.ts"),
    },
    platform: "node",
    external: [/^node:/, ...Object.keys(dependencies)],
    plugins: [unpluginPackage],
    logLevel: "warn",
  });
  await bundled.write({ dir: dist, format: "esm", chunkFileNames: "[name]-[hash].js" });
  await bundled.close();
}

async function makeTypes() {
  const tsc = join(require.resolve("typescript/package.json"), "../bin/tsc");
  const folder = join(dist, "types");
  execFileSync(process.execPath, [tsc, "-p", here, "--outDir", folder], { stdio: "inherit" });
  const bundled = await rolldown({
    input: inputs((name) => join(folder, `unplugin/src/${name}.d.ts`)),
    plugins: [dts({ dtsInput: true, emitDtsOnly: true, tsconfig: false })],
    external: [/^node:/, ...Object.keys(dependencies)],
    logLevel: "warn",
  });
  await bundled.write({ dir: dist, format: "esm", chunkFileNames: "[name]-[hash].d.ts" });
  await bundled.close();
  rmSync(folder, { recursive: true });
}

function inputs(path) {
  return Object.fromEntries(entries.map((name) => [name, path(name)]));
}
