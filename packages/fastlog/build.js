// Bundles the library, because every file that Node loads costs about 0.5 ms, and thirty of them are more
// than the whole import may cost. Node reads every byte of a file before it runs it, and 30 KB take it a millisecond:
// what most programs do not use is in a file of its own, which is compiled when it is needed.
//
//   dist/index.cjs     the library: whichever way it is loaded, it is this file
//   dist/fd.cjs        what index.cjs compiles when records go to standard output, standard error or a file
//   dist/files.cjs     what it compiles when they go to a file
//   dist/values.cjs    what it compiles for errors, and for objects that are not plain
//   dist/late.cjs      what else it compiles on demand
//   dist/index.js      exports what index.cjs does, for `import`
//   dist/import.cjs    stands between them
//   dist/*.d.cts       the types of an entry, rolled up in one file
//
// What is inlined is named in THIRD-PARTY-NOTICES.md.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { literalOf, withoutExports, withoutImports, wrapperOf } from "./bundle/commonjs.js";
import { constants } from "./bundle/constants.js";
import { lateEntry, sharedBy, stubs, takenFrom } from "./bundle/late.js";
import { brokenIntoLines } from "./bundle/lines.js";
import { filesOf, packagedReadme } from "./bundle/readme.js";
import { sonicBoom } from "./bundle/sonic-boom.js";
import { texts } from "./bundle/texts.js";
import { esModuleTypes, rolledUpTypes } from "./bundle/types.js";

/** What programs import when they start. */
const MAIN = "src/index.ts";

/** What else they may import, each by itself. */
const ENTRIES = ["filter", "serializers", "testing"];

/**
 * What is compiled when one of its functions is first called, or one of its classes first made: files, of which a
 * program needs all or nothing.
 */
const LATE = {
  fd: [
    "src/backend/delivery/backoff.ts",
    "src/backend/delivery/chunk-queue.ts",
    "src/backend/delivery/full-retry.ts",
    "src/backend/delivery/health.ts",
    "src/backend/fd/chunk-writer.ts",
    "src/backend/fd/fd-backend.ts",
    "src/backend/fd/fd-writer.ts",
    "src/backend/fd/standard-stream.ts",
  ],
  files: ["src/backend/fd/fd-checks.ts", "src/backend/file/file.ts", "src/backend/url-named.ts"],
  values: [
    "src/encode/object/error.ts",
    "src/encode/value/json-text.ts",
    "src/encode/object/member-reader.ts",
  ],
  late: [
    "src/backend/file/copytruncate.ts",
    "src/backend/fallback/fallback-backend.ts",
    "src/backend/options/backend-suggestion.ts",
    "src/backend/process-stream.ts",
    "src/backend/rotation/rotation.ts",
    "src/backend/sockets.ts",
    "src/backend/fd/split-record.ts",
    "src/capture/capture.ts",
    "src/call/child-dispatcher.ts",
    "src/call/child-options.ts",
    "src/capture/diversions.ts",
    "src/encode/value/clip.ts",
    "src/encode/format/custom.ts",
    "src/encode/object/emitter.ts",
    "src/encode/object/instance.ts",
    "src/encode/format/logfmt.ts",
    "src/encode/format/syslog.ts",
    "src/encode/format/syslog-options.ts",
    "src/event/compile.ts",
    "src/event/event-fields.ts",
    "src/sink/fan-out.ts",
    "src/filter/hints.ts",
    "src/filter/re2.ts",
    "src/diagnostics/suggest.ts",
    "src/fields/substitute-fields.ts",
    "src/diagnostics/option-suggestions.ts",
    "src/call/pino-http.ts",
    "src/sink/prometheus.ts",
    "src/config/backend-factories.ts",
    "src/redact/redact.ts",
    "src/record/shortener.ts",
    "src/diagnostics/show.ts",
    "src/lifecycle/signals.ts",
    "src/config/inheritance.ts",
    "src/config/signal-options.ts",
    "src/threads/threads.ts",
  ],
};

const here = import.meta.dirname;
const require = createRequire(import.meta.url);

/** What is installed beside the library, or inlined by whoever bundles it. */
const PACKAGES = ["ajv", "koffi", "re2js"];

rmSync(join(here, "dist"), { recursive: true, force: true });
mkdirSync(join(here, "dist"));

await bundleMain();
for (const entry of ENTRIES) await bundle(entry);
await makeTypes();

const root = join(here, "../..");
copyFileSync(join(root, "LICENSE"), join(here, "LICENSE"));
const { repository } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const readme = readFileSync(join(root, "README.md"), "utf8");
write("README.md", packagedReadme(readme, filesOf(repository)));

/** Bundles the library in a file that is compiled at once, and those that are compiled late. */
async function bundleMain() {
  const groups = Object.entries(LATE).map(([name, late]) => ({
    here,
    name,
    late,
    all: LATE,
    shared: new Map(),
  }));
  // Which modules are in index.cjs, so that the others take them from there.
  const early = new Set(await modulesOf(MAIN, [stubs(groups)]));
  for (const group of groups) {
    group.early = early;
    const own = [lateEntry(group), takenFrom({ ...group, shared: undefined })];
    group.shared = await sharedBy(group, await modulesOf("late", own));
  }
  for (const group of groups) {
    const late = await dense(await code("late", [lateEntry(group), takenFrom(group)]));
    const { code: body, exported } = withoutExports(late);
    write(
      `dist/${group.name}.cjs`,
      // In parentheses, by which V8 knows that it will be called, and reads it once instead of twice.
      `"use strict";\nmodule.exports = (function (shared) {\n${body}\nreturn ${literalOf(exported)};\n});\n`,
    );
  }

  writeBoth("index", await dense(await code(MAIN, [stubs(groups)])), "import");
  // Whoever imports a CommonJS file has it searched for the names of its exports, which takes Node 20 15 ms. Here
  // there is nothing to find.
  write(
    "dist/import.cjs",
    `"use strict";\nconst library = require("./index.cjs");\nmodule.exports = library;\n`,
  );
}

/** Bundles an entry into one file. */
async function bundle(name) {
  // Finds the runtime that the package makes, so that it needs no copy of it.
  const library = {
    name: "library",
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\.\/index\.ts$/ }, () => ({ path: "./index.cjs", external: true })),
  };
  writeBoth(name, await dense(await code(`src/${name}.ts`, [library])));
}

/** Writes a module as CommonJS, and what exports the same for `import`. */
function writeBoth(name, text, imported = name) {
  const { code, exported } = withoutExports(text);
  write(`dist/${name}.cjs`, `"use strict";\n${code}\nmodule.exports = ${literalOf(exported)};\n`);
  write(`dist/${name}.js`, wrapperOf(`./${imported}.cjs`, exported));
}

async function code(entry, plugins) {
  const { outputFiles } = await run(entry, plugins);
  return withoutImports(outputFiles[0].text);
}

async function modulesOf(entry, plugins) {
  const { metafile } = await run(entry, plugins);
  return Object.keys(metafile.inputs);
}

function run(entry, plugins) {
  return build({
    absWorkingDir: here,
    entryPoints: [entry],
    outdir: "dist",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    external: [...PACKAGES, ...Object.keys(LATE).map((name) => `./${name}.cjs`)],
    legalComments: "none",
    logLevel: "warning",
    plugins: [...plugins, sonicBoom, texts],
  });
}

async function makeTypes() {
  const tsc = join(require.resolve("typescript/package.json"), "../bin/tsc");
  const folder = join(here, "dist/types");
  execFileSync(process.execPath, [tsc, "-p", here, "--outDir", folder], { stdio: "inherit" });
  for (const [name, types] of await rolledUpTypes(folder, "index", ENTRIES)) {
    write(`dist/${name}.d.cts`, types);
    write(`dist/${name}.d.ts`, esModuleTypes(name));
  }
  rmSync(folder, { recursive: true });
}

/** Comments, blanks and long names are a third of the bytes. Methods keep their names, for who reads a stack. */
async function dense(code) {
  // What is inlined, from where: a test holds it against THIRD-PARTY-NOTICES.md.
  const inlined = code.match(/^\s*\/\/ .*node_modules.*$/gm) ?? [];
  const { code: minified } = await transform(constants(code), {
    format: "esm",
    target: "node20.19",
    minify: true,
    legalComments: "none",
  });
  const lines = brokenIntoLines(minified, 120);
  return [...inlined.map((line) => line.trim()), lines].join("\n");
}

function write(path, text) {
  writeFileSync(join(here, path), text);
}
