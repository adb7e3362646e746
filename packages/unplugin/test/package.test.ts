import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../fastlog/test/child.ts";
import { folder } from "../../fastlog/test/folder.ts";

const PACKAGE = join(import.meta.dirname, "..");
const { exports, dependencies } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
const ENTRIES = Object.keys(exports).filter((entry) => entry !== "./package.json");

let unpacked: string;
let tarball: string;
let files: readonly string[];

beforeAll(() => {
  const at = folder();
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE, "../../package.json"), "utf8"));
  const [pnpm = "pnpm"] = /pnpm@[\d.]+/.exec(scripts.setup) ?? [];
  const command = ["--yes", "--prefer-offline", pnpm, "pack", "--json", "--pack-destination", at];
  const said = execFileSync("npx", command, {
    cwd: PACKAGE,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const packed: { filename: string; files: { path: string }[] } = JSON.parse(said);
  tarball = packed.filename;
  files = packed.files.map(({ path }) => path);
  unpacked = join(folder(), "unpacked");
  mkdirSync(unpacked);
  execFileSync("tar", ["-xzf", tarball, "-C", unpacked, "--strip-components=1"]);
});

describe("the tarball", () => {
  test("has the entries, their types, licence and manual, and nothing else", () => {
    const others = files.filter((file) => !/^dist\/[\w-]+\.(?:js|d\.ts)$/.test(file));
    expect(others.toSorted()).toEqual(["LICENSE", "README.md", "package.json"]);
    for (const { types, default: file } of ENTRIES.map((entry) => exports[entry]))
      expect(files).toEqual(expect.arrayContaining([types.slice(2), file.slice(2)]));
  });

  test("is smaller than 200 KB, and has no code of the packages that it depends on", () => {
    const bytes = files.reduce((sum, file) => sum + statSync(join(unpacked, file)).size, 0);
    expect(bytes).toBeLessThan(200_000);
    expect(Object.keys(dependencies)).toEqual([
      "magic-string",
      "oxc-parser",
      "oxc-walker",
      "unplugin",
    ]);
  });

  test.each([
    ["attw", "--profile", "esm-only", "--no-color"],
    ["publint", "run", "--strict"],
  ])("is found right by %s", async (checker, ...args) => {
    const path = join(PACKAGE, "node_modules/.bin", checker);
    const { stdout, stderr, status } = await run([path, ...args, tarball]);
    expect({ status }, stdout + stderr).toEqual({ status: 0 });
  });

  test("fits the types of strict configurations", async () => {
    const app = folder();
    mkdirSync(join(app, "node_modules/@fastlog"), { recursive: true });
    symlinkSync(unpacked, join(app, "node_modules/@fastlog/unplugin"));
    for (const name of ["esbuild", "rolldown", "typescript"])
      symlinkSync(join(PACKAGE, "node_modules", name), join(app, "node_modules", name));
    const config = `
      import type { BuildOptions } from "esbuild";
      import type { RolldownOptions } from "rolldown";
      import unplugin, { type Options, type Report } from "@fastlog/unplugin";
      import esbuild from "@fastlog/unplugin/esbuild";
      import { plugin } from "@fastlog/unplugin/rolldown";
      const options: Options = { maxLevel: "info", report: ({ left }: Report) => void left };
      export const one: BuildOptions = { plugins: [esbuild(options), unplugin.esbuild()] };
      export const two: RolldownOptions = { plugins: [plugin(options), unplugin.rolldown()] };
      export const three: { apply(compiler: object): void } = unplugin.webpack({ strict: true });
    `;
    writeFileSync(join(app, "config.mts"), config);
    const tsc = join(dirname(join(app, "node_modules/typescript/package.json")), "bin/tsc");
    const strict = "--noEmit --strict --skipLibCheck --target es2023 --module nodenext".split(" ");
    const { stdout } = await run([process.execPath, tsc, ...strict, "config.mts"], { cwd: app });
    expect(stdout).toBe("");
  });
});
