import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { folder } from "../../test/folder.ts";

/** Events of which the last two need ajv, the first two do not, and one cannot be defined. */
const PROGRAM = `
  import { Runtime } from "../lifecycle/runtime.ts";
  const runtime = new Runtime({});
  runtime.configure({ format: { template: "{message}" } });
  const schema = { type: "object", properties: { a: { type: "string" }, b: { type: "array" } } };
  const pattern = { ...schema, properties: { ...schema.properties, a: { type: "string", pattern: "^x" } } };
  const all = [
    schema,
    { ...schema, additionalProperties: true },
    { type: "object", properties: { a: { type: "int" } } },
    pattern,
    { ...pattern, additionalProperties: true },
  ];
  for (const each of all) {
    try {
      const event = runtime.defineEvent("info", "a is {a}", each);
      event({ a: "x", b: [{ c: new Map([["d", 1n]]) }] });
      event({ a: 1, b: [] });
    } catch ({ code, message }) {
      runtime.plain.info("{}: {}", code, message);
    }
  }
`;

const TWO = `a is x a=x b=[{"c":{"d":1}}]
a is 1 a=1 b=[] schemaError="a must be string"
`;
const REFUSED =
  'ERR_FASTLOG_INVALID_SCHEMA: invalid schema: properties.a.type is "int" ' +
  "(expected string, number, integer, boolean, null, object, array)\n";
const MISSING =
  "ERR_FASTLOG_MISSING_PACKAGE: cannot check fields by properties.a.pattern: it needs the package ajv, " +
  "which cannot be loaded (Cannot find module 'ajv'): npm install ajv\n";

const PACKAGE = join(import.meta.dirname, "../..");

let code = "";

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["ajv", "koffi", "re2js"],
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

test("events are checked by ajv where their schemas need it, and it is there", () => {
  const { stdout, stderr } = run(PACKAGE);
  expect(stderr).toBe("");
  expect(stdout).toBe(TWO + TWO + REFUSED + TWO + TWO);
});

describe("without ajv", () => {
  test("events whose schemas do not need it are checked, and the others cannot be defined", () => {
    const { stdout, stderr } = run(folder());
    expect(stderr).toBe("");
    expect(stdout).toBe(TWO + TWO + REFUSED + MISSING + MISSING);
  });

  test("nor is code compiled for the former", () => {
    const { stdout, stderr } = run(folder(), "--disallow-code-generation-from-strings");
    expect(stderr).toBe("");
    expect(stdout).toBe(TWO + TWO + REFUSED + MISSING + MISSING);
  });
});

test("where code must not be generated, events that need ajv are not checked, which is told once", () => {
  const { stdout, stderr } = run(PACKAGE, "--disallow-code-generation-from-strings");
  const unchecked = TWO.replaceAll(/ schemaError=.*/g, "");
  expect(stdout).toBe(TWO + TWO + REFUSED + unchecked + unchecked);
  expect(stderr.match(/FASTLOG_EVENTS_UNCOMPILED/g)).toHaveLength(1);
  expect(stderr).toContain(
    "typed events are not compiled (Code generation from strings disallowed for this context): " +
      "the fields of those whose schemas need ajv are not checked",
  );
});
