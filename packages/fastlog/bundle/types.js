// Makes one declaration file for each entry, with its exports and the types that they need. The files are CommonJS
// declarations, which TypeScript lets programs of both kinds import in every mode of `module`: a CommonJS program may
// not import declarations of ES modules.
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/** Declarations refer to types of Node. */
const NODE_TYPES = '/// <reference types="node" />\n';

/** Matches the comment that names the source of the following declarations. */
const REGION = /^\/\/ .*\.d\.ts\n/gm;

/**
 * Rolls the declarations of all modules up into one file for each entry. The other entries import the types of the main
 * entry, so that a type is identical in all entries.
 *
 * @param {string} folder Folder with the declarations that TypeScript has emitted.
 * @param {string} main The name of the main entry, without an extension.
 * @param {readonly string[]} others
 * @returns {Promise<Map<string, string>>}
 */
export async function rolledUpTypes(folder, main, others) {
  const { code, modules } = await rolledUp(join(folder, `${main}.d.ts`), []);
  const types = new Map([[main, code]]);
  const shared = sharedModules(new Set(modules), `./${main}.cjs`);
  for (const name of others) {
    types.set(name, (await rolledUp(join(folder, `${name}.d.ts`), [shared])).code);
  }
  return types;
}

/** The declarations of an entry that shares no types with others, and needs none of Node. */
export async function standaloneTypes(folder, name) {
  const { code } = await rolledUp(join(folder, `${name}.d.ts`), []);
  return code.slice(NODE_TYPES.length);
}

/** Declarations for ES modules, which re-export the CommonJS ones. */
export function esModuleTypes(name) {
  return `${NODE_TYPES}export * from "./${name}.cjs";\n`;
}

async function rolledUp(input, plugins) {
  const bundle = await rolldown({
    input,
    plugins: [...plugins, dts({ dtsInput: true, emitDtsOnly: true, tsconfig: false })],
    external: [/^node:/],
    logLevel: "warn",
  });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  const [{ code, modules }] = output;
  const text = code.replace(REGION, "").trimEnd();
  return { code: `${NODE_TYPES}${text}\n`, modules: Object.keys(modules) };
}

/** Plugin that imports the given modules from another file, which exports their members. */
function sharedModules(modules, file) {
  return {
    name: "shared modules",
    resolveId(specifier, importer) {
      if (importer === undefined || !specifier.startsWith(".")) return undefined;
      const path = join(dirname(importer), specifier.replace(/\.ts$/, ".d.ts"));
      return modules.has(path) ? { id: file, external: true } : undefined;
    },
  };
}
