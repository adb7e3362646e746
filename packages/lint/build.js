// Builds the plugin: one file for `import`, one for `require`, and their types.
//
//   dist/index.js      the plugin, as the default export
//   dist/index.cjs     the plugin, as module.exports
//   dist/plugin.d.cts  its types, which both declarations import
//   oxlint.json        the recommended configuration for Oxlint, which has no other way to take one from a plugin
//   README.md          the page of the documentation
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { filesOf, packagedReadme } from "../fastlog/bundle/readme.js";

const here = import.meta.dirname;
const root = join(here, "../..");
const dist = join(here, "dist");
const { version, repository } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));

/** Address of the page with a section for each rule: in the repository, if package.json names one. */
const files = filesOf(repository);
const page =
  files === undefined
    ? "https://www.npmjs.com/package/@fastlog/lint"
    : `${files}docs/reference/lint-rules.md`;

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
await bundle("esm", "index.js", {});
// `require` gets the plugin itself, without a namespace around it.
await bundle("cjs", "index.cjs", { footer: { js: "module.exports = module.exports.default;" } });
makeTypes();
const { default: plugin } = await import(join(dist, "index.js"));
writeFileSync(join(here, "oxlint.json"), `${JSON.stringify(oxlintConfig(plugin), undefined, 2)}\n`);
copyFileSync(join(root, "LICENSE"), join(here, "LICENSE"));
const manual = readFileSync(join(root, "docs/reference/lint-rules.md"), "utf8");
const docs = files === undefined ? undefined : `${files}docs/reference/`;
writeFileSync(join(here, "README.md"), packagedReadme(manual, docs));

async function bundle(format, file, options) {
  await build({
    entryPoints: [join(here, "src/index.ts")],
    outfile: join(dist, file),
    bundle: true,
    platform: "neutral",
    target: "node20.19",
    format,
    define: { LINT_VERSION: JSON.stringify(version), LINT_PAGE: JSON.stringify(page) },
    ...options,
  });
}

function makeTypes() {
  const tsc = join(
    createRequire(join(root, "package.json")).resolve("typescript"),
    "../../bin/tsc",
  );
  execFileSync(process.execPath, [tsc, "-p", join(here, "tsconfig.json")], { stdio: "inherit" });
  renameSync(join(dist, "plugin.d.ts"), join(dist, "plugin.d.cts"));
  const types = "Config, FastlogLint, FastlogSettings, Rule, RuleName";
  const exported = `export type { ${types} } from "./plugin.cjs";\n`;
  const imported = 'import type { FastlogLint } from "./plugin.cjs";\n';
  const declared = "declare const plugin: FastlogLint;\n";
  writeFileSync(
    join(dist, "index.d.ts"),
    `${imported}${exported}${declared}export default plugin;\n`,
  );
  writeFileSync(join(dist, "index.d.cts"), `${imported}${declared}export = plugin;\n`);
}

/** The plugin as `fastlog`, with the recommended rules. Paths are relative to the file. */
function oxlintConfig({ configs }) {
  return {
    $schema:
      "https://raw.githubusercontent.com/oxc-project/oxc/main/npm/oxlint/configuration_schema.json",
    jsPlugins: [{ name: "fastlog", specifier: "./dist/index.js" }],
    rules: configs.recommended.rules,
  };
}
