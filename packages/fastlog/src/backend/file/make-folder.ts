import fs from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../../diagnostics/error-message.ts";

/**
 * Makes a folder and its missing parents. Throws the error of the system. `fs.mkdirSync(path, { recursive })` does not
 * return if a file system rejects folders with `ENOENT`, as `/proc` does (Node.js 20 to 24).
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  try {
    fs.mkdirSync(path);
  } catch (error) {
    // Another process may have made it.
    if (isFolder(path)) return;
    const above = dirname(path);
    if (codeOf(error) !== "ENOENT" || isFolder(above)) throw error;
    makeFolder(above);
    makeFolder(path);
  }
}

function isFolder(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
