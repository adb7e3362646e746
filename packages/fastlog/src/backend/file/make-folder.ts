import fs from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../../diagnostics/error-message.ts";

/**
 * Makes a folder, and those above it that are missing. Throws the system's error. `fs.mkdirSync(path, { recursive })`
 * does not return where a file system takes no folders and says `ENOENT`, as `/proc` does (Node.js 20 to 24).
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  try {
    fs.mkdirSync(path);
  } catch (error) {
    // Somebody else may have made it.
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
