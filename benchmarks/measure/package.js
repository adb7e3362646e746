import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The workspace's own package. */
export const PACKAGE = fileURLToPath(new URL("../../packages/fastlog", import.meta.url));

const LOADER = new URL("use-package.js", import.meta.url).href;

/**
 * How to run a process that measures the package in a folder.
 *
 * @typedef {{ flags: string[], env: Record<string, string> }} How
 *
 * @param {string} folder
 * @returns {How}
 */
export function using(folder) {
  // The workspace's own package too, so that both builds are loaded in the same way.
  return { flags: ["--import", LOADER], env: { FASTLOG_GATE_PACKAGE: folder } };
}

/** The absolute path of a package. Throws where it is not fastlog's or has no build. @param {string} path */
export function packageAt(path) {
  const folder = resolve(path);
  const manifest = join(folder, "package.json");
  const isOwn =
    existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "fastlog";
  if (!isOwn || !existsSync(join(folder, "dist"))) {
    throw new Error(`"${path}": expected a package folder of fastlog with a build (npm run build)`);
  }
  return folder;
}

/** The URL of the module that `import "fastlog"` loads, by the package's `exports`. @param {string} folder */
export function entryOf(folder) {
  // A package may import itself by its name.
  const ask = 'process.stdout.write(import.meta.resolve("fastlog"))';
  const args = ["--input-type=module", "--eval", ask];
  return execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
}
