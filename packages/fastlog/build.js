// Bundles the library. Each file that Node loads takes about 0.5 ms, so thirty files would take more than the whole
// import may. Node parses a whole file before it runs it, at about 30 KB a millisecond, so code that few programs use
// is in files of its own, which are compiled on first use.
//
//   dist/index.cjs     the library, for `import` and `require`
//   dist/fd.cjs        compiled when records go to standard output, standard error or a file
//   dist/files.cjs     compiled when records go to a file
//   dist/values.cjs    compiled for errors, and for objects that are not plain
//   dist/otlp.cjs      compiled when records go to an OpenTelemetry collector
//   dist/leases.cjs    compiled for filters that hold for a time, or beside that of the log
//   dist/control.cjs   compiled for the control socket
//   dist/sites.cjs     compiled for programs with call sites
//   dist/taps.cjs      compiled while somebody reads records through it
//   dist/box.cjs       compiled for the black box of a recorder
//   dist/recorder.cjs  compiled for the recorder, and for contexts that keep records or let more pass
//   dist/ship.cjs      compiled for the command `fastlog ship`
//   dist/late.cjs      all other code that is compiled on demand
//   dist/index.js      exports the members of index.cjs, for `import`
//   dist/import.cjs    loads index.cjs for index.js
//   dist/command.cjs   the program `fastlog`, which bin/fastlog.cjs loads
//   dist/bound.js      for fastlog/register: exports the members of index.cjs, with functions of the target in its query
//   dist/loader.js     for fastlog/register on Node 20: hooks of the loader
//   dist/browser.js    the library for browsers, with all that it needs; dist/browser.cjs is the same for `require`
//   dist/*.d.cts       the types of an entry, rolled up in one file
//
// THIRD-PARTY-NOTICES.md names the packages that are inlined.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { boundModule } from "./bundle/bound.js";
import { literalOf, withoutExports, withoutImports, wrapperOf } from "./bundle/commonjs.js";
import { constants } from "./bundle/constants.js";
import { lateEntry, sharedBy, stubs, takenFrom } from "./bundle/late.js";
import { brokenIntoLines } from "./bundle/lines.js";
import { filesOf, packagedReadme } from "./bundle/readme.js";
import { sonicBoom } from "./bundle/sonic-boom.js";
import { texts } from "./bundle/texts.js";
import { esModuleTypes, rolledUpTypes, standaloneTypes } from "./bundle/types.js";

/** Entry that programs import when they start. */
const MAIN = "src/index.ts";

/** Entry for browsers. It shares no file with the others. */
const BROWSER = "browser";

/** What stands in for modules in a browser. */
const BROWSER_MODULES = {
  "node:util": "src/browser/inspect.ts",
  "./hints.ts": "src/browser/no-hints.ts",
  "./limit.ts": "src/browser/no-limits.ts",
  "./range.ts": "src/browser/no-ranges.ts",
  "./re2.ts": "src/browser/no-re2.ts",
};

/** The program `fastlog`. It shares no file with the others either, so that nothing but the program loads it. */
const COMMAND = "command";

/** Further entries, each a file of its own. */
const ENTRIES = [
  "bridge",
  "filter",
  "http",
  "nest",
  "register",
  "serializers",
  "site",
  "testing",
  "tracepoint",
];

/**
 * Modules of each late file. The file is compiled when one of its functions is first called, or one of its classes is
 * first constructed. A program usually needs all modules of a late file or none.
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
  otlp: [
    "src/backend/otlp/otlp.ts",
    "src/backend/otlp/text-chunk.ts",
    "src/encode/otlp/otlp-format.ts",
  ],
  masks: [
    "src/encode/format/masking-encoder.ts",
    "src/encode/value/masked-writers.ts",
    "src/redact/secret/custom.ts",
    "src/redact/text-mask.ts",
  ],
  leases: [
    "src/call/beside-log.ts",
    "src/config/lease-changes.ts",
    "src/config/leases.ts",
    "src/filter/union-filter.ts",
  ],
  limits: [
    "src/call/limited-dispatcher.ts",
    "src/call/limited-logger.ts",
    "src/config/limit-options.ts",
    "src/filter/limit.ts",
    "src/lifecycle/thread-limits.ts",
    "src/limit/limiter.ts",
    "src/limit/rules.ts",
    "src/sink/repeats.ts",
  ],
  sites: ["src/call/site.ts", "src/call/site-calls.ts"],
  taps: ["src/control/tail/taps.ts"],
  recorder: [
    "src/config/context-options.ts",
    "src/config/recorder-option.ts",
    "src/recorder/recorded-context.ts",
    "src/recorder/recorder.ts",
  ],
  box: ["src/lifecycle/thread-box.ts"],
  ship: ["src/shipment/open-shipment.ts"],
  control: ["src/config/control-option.ts", "src/control/control-switch.ts"],
  late: [
    "src/backend/file/copytruncate.ts",
    "src/backend/fallback/fallback-backend.ts",
    "src/backend/options/backend-suggestion.ts",
    "src/backend/process-stream.ts",
    "src/backend/rotation/rotation.ts",
    "src/backend/sockets.ts",
    "src/backend/delivery/level-prefix.ts",
    "src/backend/fd/split-record.ts",
    "src/capture/capture.ts",
    "src/call/child-dispatcher.ts",
    "src/call/child-options.ts",
    "src/call/levelled-logger.ts",
    "src/call/own-functions.ts",
    "src/capture/diversions.ts",
    "src/encode/value/clip.ts",
    "src/encode/format/custom.ts",
    "src/encode/format/json-line.ts",
    "src/encode/format/json-presets.ts",
    "src/encode/format/json-shape.ts",
    "src/encode/format/shaped-encoder.ts",
    "src/encode/object/emitter.ts",
    "src/encode/object/instance.ts",
    "src/encode/format/logfmt.ts",
    "src/encode/format/pretty.ts",
    "src/encode/object/error-lines.ts",
    "src/encode/format/syslog.ts",
    "src/encode/format/syslog-options.ts",
    "src/event/compile.ts",
    "src/event/event-fields.ts",
    "src/sink/fan-out.ts",
    "src/filter/hints.ts",
    "src/filter/re2.ts",
    "src/filter/range.ts",
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
    "src/config/level-definitions.ts",
    "src/control/point-changes.ts",
    "src/control/thread-report.ts",
    "src/config/signal-options.ts",
    "src/threads/threads.ts",
    "src/encode/format/traced.ts",
    "src/trace/trace-option.ts",
  ],
};

const here = import.meta.dirname;
const require = createRequire(import.meta.url);

/** Packages that are not inlined: installed beside the library, or inlined by the bundler of a program. */
const PACKAGES = ["ajv", "koffi", "re2js"];

const { version: VERSION, repository } = JSON.parse(
  readFileSync(join(here, "package.json"), "utf8"),
);

rmSync(join(here, "dist"), { recursive: true, force: true });
mkdirSync(join(here, "dist"));

await bundleMain();
for (const entry of ENTRIES) await bundle(entry);
await bundleBrowser();
await bundleCommand();
write("dist/bound.js", boundModule);
write("dist/loader.js", await dense(await code("src/register/loader.ts", [])));
await makeTypes();

const root = join(here, "../..");
copyFileSync(join(root, "LICENSE"), join(here, "LICENSE"));
const readme = readFileSync(join(root, "README.md"), "utf8");
write("README.md", packagedReadme(readme, filesOf(repository)));

/** Bundles the library into a file that is compiled at once, and the late files. */
async function bundleMain() {
  const groups = Object.entries(LATE).map(([name, late]) => ({
    here,
    name,
    late,
    all: LATE,
    shared: new Map(),
  }));
  // The late files take modules of index.cjs from there.
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
      // The parentheses tell V8 that the function will be called, so that it parses the body once instead of twice.
      `"use strict";\nmodule.exports = (function (shared) {\n${body}\nreturn ${literalOf(exported)};\n});\n`,
    );
  }

  writeBoth("index", await dense(await code(MAIN, [stubs(groups)])), "import");
  // Node searches an imported CommonJS file for the names of its exports, which takes 15 ms on Node 20. This file has
  // no names to find.
  write(
    "dist/import.cjs",
    `"use strict";\nconst library = require("./index.cjs");\nmodule.exports = library;\n`,
  );
}

/** Bundles an entry into one file. */
async function bundle(name) {
  // An entry uses the runtime of index.cjs, and must not contain a copy of it.
  const library = {
    name: "library",
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\.\/index\.ts$/ }, () => ({ path: "./index.cjs", external: true })),
  };
  writeBoth(name, await dense(await code(`src/${name}.ts`, [library])));
}

/** Bundles the program. Nobody imports it, so it has neither exports nor types. */
async function bundleCommand() {
  // One of its commands loads the library, of which it must not contain a copy.
  const library = {
    name: "library",
    setup: ({ onResolve }) =>
      onResolve({ filter: /\/index\.ts$/ }, () => ({ path: "./import.cjs", external: true })),
  };
  const { code: body } = withoutExports(await dense(await code(`src/${COMMAND}.ts`, [library])));
  write(`dist/${COMMAND}.cjs`, `"use strict";\n${body}\n`);
}

/** Bundles the entry for browsers, as a real ES module, which bundlers can shake, and as CommonJS. */
async function bundleBrowser() {
  const replaced = {
    name: "modules of a browser",
    setup({ onResolve }) {
      for (const [name, path] of Object.entries(BROWSER_MODULES)) {
        const filter = new RegExp(`^${name.replaceAll(".", "\\.")}$`);
        onResolve({ filter }, () => ({ path: join(here, path) }));
      }
    },
  };
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [`src/${BROWSER}.ts`],
    outdir: "dist",
    bundle: true,
    write: false,
    platform: "browser",
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    plugins: [replaced],
  });
  const code = outputFiles[0].text;
  write(`dist/${BROWSER}.js`, code);
  const { code: body, exported } = withoutExports(code);
  write(
    `dist/${BROWSER}.cjs`,
    `"use strict";\n${body}\nmodule.exports = ${literalOf(exported)};\n`,
  );
}

/** Writes a module as CommonJS, and an ES module that exports its members. */
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
    define: { FASTLOG_VERSION: JSON.stringify(VERSION) },
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
  const types = await standaloneTypes(folder, BROWSER);
  write(`dist/${BROWSER}.d.cts`, types);
  write(`dist/${BROWSER}.d.ts`, `export * from "./${BROWSER}.cjs";\n`);
  rmSync(folder, { recursive: true });
}

/** Minifies a bundle: comments, blanks and long names are a third of it. Methods keep their names for stack traces. */
async function dense(code) {
  // Keeps the paths of inlined packages, which a test compares with THIRD-PARTY-NOTICES.md.
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
