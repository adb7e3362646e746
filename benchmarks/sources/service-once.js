// A generated program of hundreds of call sites, as `esbuild` bundles it with the build plugin or without.
//
//   LOG=info,dep1=debug node service-once.js plain|plugin|nothing FORMAT        prints JSON: ns of CPU time a record
//
// Its functions are those that a module imports from fastlog; with `nothing` they do nothing. FORMAT is a format's name, or a
// template. The records go to /dev/null.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import fastlogPlugin from "@fastlog/unplugin/esbuild";
import { build } from "esbuild";
import { inFolder } from "../measure/folder.js";
import { PACKAGE } from "../measure/package.js";
import { program, sitesOf } from "../service/generate.js";
import { loggerOf } from "../service/loggers.js";
import { ROWS, SEED, SITES } from "../service/rows.js";

const [, , how, format] = process.argv;
const FUNCTIONS = ["debug", "info", "warn", "error"];
/** The file that the program logs from. */
const NAME = "src/orders.mjs";

const module = await inFolder(async (folder) => import(await bundled(folder)));
const { configure, flush, stats } = await import("fastlog");
configure({
  backend: "file:///dev/null",
  format: format.includes("{") ? { template: format } : format,
});
const figures = await ROWS.sites.measure({ ...module, log: undefined });
await flush();
const records = stats().backends.reduce((sum, backend) => sum + backend.records, 0);
if ((how === "nothing") !== (records === 0)) throw new Error(`${how}: ${records} records`);
writeSync(1, JSON.stringify(figures));

async function bundled(folder) {
  mkdirSync(join(folder, "node_modules"));
  mkdirSync(join(folder, "src"));
  symlinkSync(PACKAGE, join(folder, "node_modules/fastlog"));
  writeFileSync(join(folder, "package.json"), '{ "name": "app", "type": "module" }');
  const url = program(sitesOf(SITES, SEED), await ownIdiom(), join(folder, "src"));
  const functions =
    how === "nothing"
      ? `const [${FUNCTIONS}] = Array(${FUNCTIONS.length}).fill(() => {});`
      : `import { ${FUNCTIONS.join(", ")} } from "fastlog";`;
  const entry = join(folder, NAME);
  writeFileSync(entry, `${functions}\n${readFileSync(new URL(url), "utf8")}`);
  const outfile = join(folder, "bundle.mjs");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["fastlog", "fastlog/site", "*/values.js"],
    absWorkingDir: folder,
    logLevel: "error",
    plugins: how === "plugin" ? [fastlogPlugin({ report: false, strict: true })] : [],
  });
  return outfile;
}

/** Calls of a named logger, without the logger. */
async function ownIdiom() {
  const { call } = await loggerOf("fastlog");
  return { call: (site) => call(site).replace(/^log\./, ""), child: () => "undefined" };
}
