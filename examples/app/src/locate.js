import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { debug } from "fastlog";
import { HttpError } from "./http-error.js";

/** @typedef {{ readonly path: string, readonly size: number, readonly version: string }} File */

/** What the system says of a name that nothing is found by. */
const NOT_FOUND = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);

/**
 * Finds a file by its name below a root, which is a real path.
 *
 * The answer is about where the name leads in the end: neither `..` nor a symbolic link leads out.
 *
 * @param {string} root
 * @param {string} name
 * @returns {Promise<File>}
 */
export async function locate(root, name) {
  if (name.includes("\0")) throw new HttpError(400, "a name cannot have a NUL in it");
  const wanted = join(root, name);
  // Before the disk is asked, so that nobody learns what exists elsewhere.
  if (!isBelow(root, wanted)) throw new HttpError(403, "the name leads out of the folder");
  try {
    const path = await realpath(wanted);
    if (!isBelow(root, path)) throw new HttpError(403, "the name leads out of the folder");
    const found = await stat(path);
    if (!found.isFile()) throw new HttpError(404, "no such file");
    debug("located", { name, size: found.size });
    return { path, size: found.size, version: versionOf(found) };
  } catch (thrown) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (thrown);
    throw NOT_FOUND.has(code ?? "") ? new HttpError(404, "no such file") : thrown;
  }
}

/** @param {import("node:fs").Stats} stats */
function versionOf({ size, mtimeMs }) {
  return `${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}`;
}

/**
 * @param {string} root
 * @param {string} path
 */
function isBelow(root, path) {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
