import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildAt, using } from "./dist.js";

const folder = mkdtempSync(join(tmpdir(), "fastlog-gate-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a process that is to measure a build has it for fastlog, and all else as ever", () => {
  writeFileSync(join(folder, "index.js"), 'export const which = "another build";\n');
  const program =
    'import { which } from "fastlog"; import pino from "pino"; console.log(which, typeof pino);';
  const { flags, env } = using(buildAt(folder));
  const out = execFileSync(process.execPath, [...flags, "--input-type=module", "-e", program], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  expect(out).toBe("another build function\n");
});

test("a folder without a build is named", () => {
  expect(() => buildAt("/dev/null/nowhere")).toThrow(
    '--dist "/dev/null/nowhere": expected a folder with a build of fastlog (npm run build)',
  );
});
