import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs a function with a new folder, and removes the folder.
 *
 * @template T
 * @param {(folder: string) => Promise<T>} run
 */
export async function inFolder(run) {
  const folder = mkdtempSync(join(tmpdir(), "fastlog-suite-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
