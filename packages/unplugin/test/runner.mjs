// Runs programs in contexts of one process, and prints what each logged and did.
//
//   node --experimental-vm-modules runner.mjs FOLDER <programs.json
//
// FOLDER is that of a package; the programs are a list of
//   { modules: [{ name, kind: "module" | "commonjs", code }], filter, format }
// whose last module is the entry. The others can be imported by their names. Prints a list of { lines, effects, error }.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

const [folder] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const fastlog = require("fastlog");
const packages = { fastlog, "fastlog/site": require("fastlog/site") };
const log = fastlog.memory();
let effects = [];

globalThis.effect = (value) => {
  effects.push(value);
  return value;
};
globalThis.counted = (name, value) => {
  effects.push(name);
  return value;
};

const programs = JSON.parse(readFileSync(0, "utf8"));
const results = [];
for (const program of programs) results.push(await run(program));
writeFileSync(1, JSON.stringify(results));

async function run({ modules, filter, format }) {
  const shape = format.includes("{") ? { template: format } : format;
  fastlog.configure({ backend: log, format: shape, filter });
  log.clear();
  effects = [];
  let error;
  try {
    const made = new Map();
    const entry = modules.at(-1);
    if (entry.kind === "commonjs") runScript(entry, modules, made);
    else await runModule(entry, modules, made);
    // Work that a program starts and does not wait for.
    await new Promise(setImmediate);
  } catch (thrown) {
    error = `${thrown?.name}: ${thrown?.message}`;
  }
  fastlog.flushSync();
  return { lines: log.lines, effects: effects.map(String), error };
}

function runScript({ name, code }, modules, made) {
  const module = { exports: {} };
  made.set(name, module);
  const load = (specifier) => {
    if (packages[specifier] !== undefined) return packages[specifier];
    const found = modules.find((other) => other.name === specifier);
    if (found === undefined) return require(specifier);
    return made.get(specifier)?.exports ?? runScript(found, modules, made);
  };
  const wrapped = vm.compileFunction(code, ["exports", "require", "module", "__filename"], {
    filename: join(folder, name),
  });
  wrapped.call(module.exports, module.exports, load, module, join(folder, name));
  return module.exports;
}

async function runModule(entry, modules, made) {
  const moduleOf = (specifier) => {
    const known = made.get(specifier);
    if (known !== undefined) return known;
    const found = modules.find(({ name }) => name === specifier);
    const module =
      found === undefined
        ? exportsOf(packages[specifier] ?? require(specifier), specifier)
        : sourceOf(found);
    made.set(specifier, module);
    return module;
  };
  const link = (specifier) => moduleOf(specifier.replace(/^\.\//, ""));
  const dynamic = async (specifier) => {
    const module = link(specifier);
    if (module.status === "unlinked") await module.link(link);
    await module.evaluate();
    return module;
  };
  const sourceOf = ({ name, code }) =>
    new vm.SourceTextModule(code, {
      identifier: pathToFileURL(join(folder, name)).href,
      importModuleDynamically: dynamic,
      initializeImportMeta: (meta) => {
        meta.url = pathToFileURL(join(folder, name)).href;
      },
    });
  const module = moduleOf(entry.name);
  await module.link(link);
  await module.evaluate();
}

function exportsOf(exported, name) {
  const names = Object.keys(exported);
  return new vm.SyntheticModule(
    names,
    function () {
      for (const each of names) this.setExport(each, exported[each]);
    },
    { identifier: name },
  );
}
