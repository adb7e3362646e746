import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { folder } from "../../test/folder.ts";

/** Two events are defined and logged, and one that cannot be. */
const PROGRAM = `
  import { Runtime } from "../runtime.ts";
  const runtime = new Runtime({});
  runtime.configure({ format: { template: "{message}" } });
  const schema = { type: "object", properties: { a: { type: "string" }, b: { type: "array" } } };
  for (const each of [schema, { ...schema, additionalProperties: true }]) {
    const event = runtime.defineEvent("info", "a is {a}", each);
    event({ a: "x", b: [{ c: new Map([["d", 1n]]) }] });
    event({ a: 1, b: [] });
  }
  try {
    runtime.defineEvent("info", "m", { type: "object", properties: { a: { type: "int" } } });
  } catch ({ code }) {
    runtime.plain.info(code);
  }
`;

const COMPILED = `a is x a=x b=[{"c":{"d":1}}]
a is 1 a=1 b=[] schemaError="a must be string"
a is x a=x b=[{"c":{"d":1}}]
a is 1 a=1 b=[] schemaError="a must be string"
ERR_FASTLOG_INVALID_SCHEMA
`;
const UNCOMPILED = COMPILED.replaceAll(/ schemaError=.*/g, "");

const PACKAGE = join(import.meta.dirname, "../..");

let code = "";

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["ajv", "fast-json-stringify", "koffi", "re2js"],
    // The packages are looked for where the program runs.
    banner: {
      js: 'const require = process.getBuiltinModule("node:module").createRequire(process.cwd() + "/");',
    },
  });
  code = outputFiles[0]?.text ?? "";
});

function run(cwd: string, ...flags: readonly string[]): { stdout: string; stderr: string } {
  const argv = [...flags, "--input-type=module"];
  // Nothing else of the environment: pnpm names further places to look for packages.
  const { PATH } = process.env;
  return spawnSync(process.execPath, argv, { cwd, input: code, encoding: "utf8", env: { PATH } });
}

test("an event is compiled where nothing is in the way", () => {
  const { stdout, stderr } = run(PACKAGE);
  expect(stderr).toBe("");
  expect(stdout).toBe(COMPILED);
});

describe("an event is left uncompiled, which is told once", () => {
  test("where code must not be generated", () => {
    const { stdout, stderr } = run(PACKAGE, "--disallow-code-generation-from-strings");
    expect(stdout).toBe(UNCOMPILED);
    expect(stderr.match(/FASTLOG_EVENTS_UNCOMPILED/g)).toHaveLength(1);
    expect(stderr).toContain(
      "typed events are not compiled (Code generation from strings disallowed for this context): " +
        "their fields are not checked, and are written one by one, which is slower",
    );
  });

  test("where the packages that compile are missing", () => {
    const { stdout, stderr } = run(folder());
    expect(stdout).toBe(UNCOMPILED);
    expect(stderr.match(/FASTLOG_EVENTS_UNCOMPILED/g)).toHaveLength(1);
    expect(stderr).toContain("typed events are not compiled (Cannot find module 'ajv'): their");
  });
});
