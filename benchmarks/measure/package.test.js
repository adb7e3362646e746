import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { entryOf, packageAt, using } from "./package.js";

const root = realpathSync(mkdtempSync(join(tmpdir(), "fastlog-gate-")));
afterAll(() => rmSync(root, { recursive: true }));

/** A package whose entry exports which one it is. */
function build(name, { file, source, exports, ...manifest }) {
  const folder = join(root, name);
  mkdirSync(join(folder, "dist"), { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "fastlog", exports, ...manifest }),
  );
  writeFileSync(join(folder, "dist", file), source);
  return folder;
}

const ESM = {
  file: "index.js",
  source: 'export const which = "a module";\n',
  exports: { ".": "./dist/index.js", "./testing": "./dist/index.js" },
  type: "module",
};
const COMMONJS = {
  file: "main.cjs",
  source: 'exports.which = "a CommonJS file";\n',
  exports: { ".": { import: "./dist/main.cjs" }, "./testing": "./dist/main.cjs" },
};

test.each([
  ["a module", ESM],
  ["a CommonJS file", COMMONJS],
])(
  "a process that measures a package has it for fastlog, and all else as ever: %s",
  (name, how) => {
    const folder = packageAt(build(name.replaceAll(" ", "-"), how));
    expect(entryOf(folder)).toBe(pathToFileURL(join(folder, "dist", how.file)).href);
    const program = `
    import { which } from "fastlog";
    import { which as again } from "fastlog/testing";
    import pino from "pino";
    console.log([which, again, typeof pino].join(", "));`;
    const { flags, env } = using(folder);
    const out = execFileSync(process.execPath, [...flags, "--input-type=module", "-e", program], {
      cwd: import.meta.dirname,
      env: { ...process.env, ...env },
      encoding: "utf8",
    });
    expect(out).toBe(`${name}, ${name}, function\n`);
  },
);

test.each([
  ["that is not there", "nowhere"],
  ["of another package", "other"],
])("a folder %s is named", (_, name) => {
  build("other", { ...ESM, name: "other" });
  const folder = join(root, name);
  expect(() => packageAt(folder)).toThrow(
    `"${folder}": expected a package folder of fastlog with a build (npm run build)`,
  );
});
