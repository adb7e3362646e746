import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs something with a folder that is nobody else's, and removes it.
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
