import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

let root: string | undefined;
let made = 0;

afterAll(() => {
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
});

/** A new folder, outside the workspace, that is gone when the test file is through. */
export function folder(): string {
  root ??= mkdtempSync(join(tmpdir(), "fastlog-test-"));
  const path = join(root, String(made++));
  mkdirSync(path);
  return path;
}
