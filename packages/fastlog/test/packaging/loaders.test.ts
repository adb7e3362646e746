import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../child.ts";
import { folder } from "../folder.ts";
import { nodes, packers } from "../tools.ts";
import { installed } from "./installed.ts";
import { pack } from "./packed.ts";

const PACKERS = packers() ?? "";
const loaded = test.skipIf(PACKERS === "").concurrent;
const MODULES = join(PACKERS, "node_modules");

let tarball: string;

beforeAll(() => {
  ({ tarball } = pack());
});

/** An app with files of test/packers. */
function app(...files: string[]): string {
  const at = installed(tarball);
  for (const file of files) cpSync(join(PACKERS, file), join(at, file));
  return at;
}

loaded.for([
  ["jest", "cjs"],
  ["jest", "mjs"],
  ["jest29", "cjs"],
  ["jest29", "mjs"],
])(
  "%s runs tests in .%s that log, also once they are over",
  async ([version = "", syntax = ""]) => {
    const cwd = app();
    const source = readFileSync(join(PACKERS, "jest.cjs"), "utf8");
    const imports = source.replace(/^const (.+) = require\((".+")\);$/gm, "import $1 from $2;");
    writeFileSync(join(cwd, `a.test.${syntax}`), syntax === "mjs" ? imports : source);
    const jest = { testMatch: [`**/*.test.${syntax}`], transform: {} };
    writeFileSync(join(cwd, "package.json"), JSON.stringify({ name: "app", jest }));
    const log = join(cwd, "app.log");
    const flags = syntax === "mjs" ? ["--experimental-vm-modules"] : [];
    const argv = [process.execPath, ...flags, join(MODULES, version, "bin/jest.js")];
    const { stderr, status } = await run(argv, { cwd, env: { LOG_FILE: log } });
    expect({ status }, stderr).toEqual({ status: 0 });
    expect(stderr).not.toMatch(/torn down|after it was soft deleted/);
    expect(readFileSync(log, "utf8")).toBe("in a test\nat the end\nafter the environment\n");
  },
);

loaded.for([
  ["commonjs", "node10", "commonjs"],
  ["node16", "node16", "commonjs"],
  ["node16", "node16", "module"],
  ["nodenext", "nodenext", "commonjs"],
  ["esnext", "bundler", "module"],
])(
  "TypeScript's module %s with moduleResolution %s makes a %s program of it",
  async ([module = "", moduleResolution = "", type = ""]) => {
    const cwd = app("app.ts");
    symlinkSync(join(MODULES, "@types"), join(cwd, "node_modules/@types"));
    writeFileSync(join(cwd, "package.json"), JSON.stringify({ name: "app", type }));
    // No types of Node's are there for the program itself.
    const compilerOptions = {
      module,
      moduleResolution,
      types: [],
      target: "es2022",
      strict: true,
      skipLibCheck: false,
    };
    writeFileSync(
      join(cwd, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["app.ts"] }),
    );
    const built = await run([process.execPath, join(MODULES, "typescript/bin/tsc")], { cwd });
    expect({ status: built.status }, built.stdout).toEqual({ status: 0 });
    const { stdout, stderr } = await run([process.execPath, "app.js"], { cwd });
    expect({ stdout, stderr }).toEqual({ stdout: "2 0 FastlogError\n", stderr: "" });
  },
);

loaded("tsx runs a program of it", async () => {
  const argv = [process.execPath, join(MODULES, "tsx/dist/cli.mjs"), "app.ts"];
  const { stdout, stderr } = await run(argv, { cwd: app("app.ts") });
  expect({ stdout, stderr }).toEqual({ stdout: "2 0 FastlogError\n", stderr: "" });
});

const PLAIN = `const { configure, info, setFilter } = require("fastlog");
  configure({ format: { template: "{message}" } });
  setFilter("info/t(w|v)o");
  info("two");`;

describe.for(nodes())("on Node $major", ({ path = "" }) => {
  const here = test.skipIf(path === "").concurrent;

  here.for([["--no-experimental-require-module"], ["--disallow-code-generation-from-strings"]])(
    "%s is no hindrance",
    async ([flag = ""]) => {
      const cwd = installed(tarball);
      writeFileSync(join(cwd, "app.cjs"), PLAIN);
      const { stdout, stderr } = await run([path, flag, "app.cjs"], { cwd });
      expect({ stdout, stderr }).toEqual({ stdout: "two\n", stderr: "" });
    },
  );

  here.for(["mjs", "cjs"])("a program in .%s goes on when the package is gone", async (syntax) => {
    const cwd = installed(tarball);
    const imports = 'import { configure, flush, info } from "fastlog"; import fs from "node:fs";';
    const requires =
      'const { configure, flush, info } = require("fastlog"); const fs = require("node:fs");';
    const log = join(folder(), "app.log");
    const source = `${syntax === "mjs" ? imports : requires}
      fs.rmSync("node_modules", { recursive: true });
      configure({ backend: ${JSON.stringify(`file://${log}?maxSize=1mb`)}, format: "logfmt", redact: ["a"] });
      info("gone", { a: 1, b: 2 });
      info("failed", { of: new Map([["c", new RangeError("far")]]) });
      flush();`;
    writeFileSync(join(cwd, `app.${syntax}`), source);
    const { stderr, status } = await run([path, `app.${syntax}`], { cwd });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    const [gone, failed] = readFileSync(log, "utf8").split("\n");
    expect(gone).toMatch(/msg="?gone"? a=\S*Redacted\S* b=2$/);
    expect(failed).toMatch(/msg="?failed"? of="\{\\"c\\":\{\\"type\\":\\"RangeError\\"/);
    rmSync(cwd, { recursive: true });
  });
});
