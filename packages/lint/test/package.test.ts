import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../fastlog/test/child.ts";
import { PACKAGE, type Packed, pack, project } from "./packed.ts";

let packed: Packed;

beforeAll(() => {
  packed = pack();
});

describe("the tarball", () => {
  test("has the plugin, its types, a configuration for Oxlint, licence and manual, and nothing else", () => {
    const built = ["index.cjs", "index.d.cts", "index.d.ts", "index.js", "plugin.d.cts"];
    expect(packed.files.toSorted()).toEqual(
      [
        "LICENSE",
        "README.md",
        "package.json",
        "oxlint.json",
        ...built.map((file) => `dist/${file}`),
      ].toSorted(),
    );
  });

  test("depends on nothing, and asks for ESLint only where it is used", () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(packed.unpacked, "package.json"), "utf8"),
    );
    expect(dependencies).toBeUndefined();
    expect(Object.keys(peerDependencies)).toEqual(["eslint"]);
    expect(peerDependenciesMeta).toEqual({ eslint: { optional: true } });
  });

  test("is smaller than 200 KB", () => {
    const bytes = packed.files.reduce(
      (sum, file) => sum + statSync(join(packed.unpacked, file)).size,
      0,
    );
    expect(bytes).toBeLessThan(200_000);
  });

  test.each([
    ["attw", "--profile", "strict", "--no-color"],
    ["publint", "run", "--strict"],
  ])("is found right by %s", async (checker, ...args) => {
    const path = join(PACKAGE, "node_modules/.bin", checker);
    const { stdout, stderr, status } = await run([path, ...args, packed.tarball]);
    expect({ status }, stdout + stderr).toEqual({ status: 0 });
  });
});

/** The types of both releases are for other options than those of the workspace. */
const COMPILER = "--noEmit --strict --skipLibCheck --target es2023 --module nodenext".split(" ");

test("the plugin fits the types of ESLint 9 and 10, in modules and in scripts", async () => {
  const app = project(packed);
  const config = (eslint: string) => `
    import fastlog, { type FastlogSettings, type RuleName } from "@fastlog/lint";
    import { defineConfig } from "${eslint}/config";
    import type { ESLint, Linter } from "${eslint}";
    export const plugin: ESLint.Plugin = fastlog;
    export const config: Linter.Config[] = [fastlog.configs.recommended];
    export const settings: FastlogSettings = { loggers: ["log"], modules: [] };
    export const rule: RuleName = "placeholders";
    export default defineConfig([fastlog.configs.recommended, { settings: { fastlog: settings } }]);
  `;
  const script = `
    import fastlog = require("@fastlog/lint");
    export const { recommended } = fastlog.configs;
    export const name: string = fastlog.rules["await-delivery"].meta.docs.url;
  `;
  writeFileSync(join(app, "ten.mts"), config("eslint"));
  writeFileSync(join(app, "nine.mts"), config("eslint-9"));
  writeFileSync(join(app, "script.cts"), script);
  const tsc = join(app, "node_modules/typescript/bin/tsc");
  const files = ["ten.mts", "nine.mts", "script.cts"];
  const { stdout } = await run([process.execPath, tsc, ...COMPILER, ...files], { cwd: app });
  expect(stdout).toBe("");
});

test("the plugin is the same for import and require, and each rule has its section in the manual", async () => {
  const { default: plugin } = await import(join(packed.unpacked, "dist/index.js"));
  const script = await run([
    process.execPath,
    "-p",
    `Object.keys(require(${JSON.stringify(packed.unpacked)}).rules).join()`,
  ]);
  const rules = Object.keys(plugin.rules);
  expect(script.stdout.trim()).toBe(rules.join());
  expect(plugin.meta.version).toBe(
    JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")).version,
  );
  const manual = readFileSync(join(packed.unpacked, "README.md"), "utf8");
  expect(rules.filter((rule) => !manual.includes(`\n### ${rule}\n`))).toEqual([]);
  const urls = rules.map((rule) => plugin.rules[rule].meta.docs.url);
  expect(urls).toEqual(
    rules.map((rule) => expect.stringMatching(new RegExp(`^https://.*#${rule}$`))),
  );
  expect(existsSync(join(packed.unpacked, "oxlint.json"))).toBe(true);
});
