import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { debug } from "fastlog";
import { HttpError } from "./http-error.js";

/** @typedef {{ readonly path: string, readonly size: number, readonly version: string }} File */

/** Error codes for a name without a file. */
const NOT_FOUND = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);

/**
 * Finds a file by its name below a root, which must be a real path.
 *
 * The resolved path counts: neither `..` nor a symbolic link leads out of the root.
 *
 * @param {string} root
 * @param {string} name
 * @returns {Promise<File>}
 */
export async function locate(root, name) {
  if (name.includes("\0")) throw new HttpError(400, "a name cannot have a NUL in it");
  const wanted = join(root, name);
  // Checked before the disk is read, so that clients cannot find out what exists elsewhere.
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
