import { cpSync, mkdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * Copies a package with its build, and gives it the same dependencies.
 *
 * @param {string} from
 * @param {string} to A folder that is emptied first.
 */
export function copyPackage(from, to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of ["package.json", "dist"]) {
    cpSync(join(from, name), join(to, name), { recursive: true });
  }
  symlinkSync(realpathSync(join(from, "node_modules")), join(to, "node_modules"));
}
