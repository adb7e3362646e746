// One declaration file an entry, with what it exports and what that needs. They are those of CommonJS, which TypeScript
// lets both kinds of programs read in every mode of `module`: a CommonJS program may not import those of ES modules.
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/** A program may have to name what it has of Node's types. */
const NODE_TYPES = '/// <reference types="node" />\n';

/** Says which file of TypeScript's the next declarations come from. */
const REGION = /^\/\/ .*\.d\.ts\n/gm;

/**
 * The declarations of the package's entries, by their names, from what TypeScript has emitted for each module. What the
 * main entry exports the others import from it, so that a type is the same whichever entry a program has it from.
 *
 * @param {string} folder What TypeScript has emitted.
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

/** Declarations for ES modules, which are those of CommonJS. */
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

/** Has those modules imported from another file, which exports all that is taken from them. */
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
