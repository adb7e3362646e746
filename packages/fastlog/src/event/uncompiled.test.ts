import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { folder } from "../../test/folder.ts";

/** Two events are compiled, and what they are is printed. */
const PROGRAM = `
  import { compileEvent } from "./compile.ts";
  const schema = { type: "object", properties: { a: { type: "string" }, b: {} } };
  for (const each of [schema, { ...schema, additionalProperties: true }]) {
    const { names, open, check, serialize } = compileEvent(each);
    console.log(JSON.stringify({ names, open, broken: check({ a: 1 }), text: serialize?.({ a: "x" }, 100) }));
  }
  try {
    compileEvent({ type: "object", properties: { a: { type: "int" } } });
  } catch ({ code }) {
    console.log(code);
  }
`;

const UNCOMPILED = `{"names":["a","b"],"open":false}
{"names":["a","b"],"open":true}
ERR_FASTLOG_INVALID_SCHEMA
`;

const PACKAGE = join(import.meta.dirname, "../..");

let code = "";

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
  });
  code = outputFiles[0]?.text ?? "";
});

function run(cwd: string, ...flags: readonly string[]): { stdout: string; stderr: string } {
  const argv = [...flags, "--input-type=module", "--eval", code];
  // Nothing else of the environment: pnpm names further places to look for packages.
  const { PATH } = process.env;
  return spawnSync(process.execPath, argv, { cwd, encoding: "utf8", env: { PATH } });
}

test("an event is compiled where nothing is in the way", () => {
  const { stdout, stderr } = run(PACKAGE);
  expect(stderr).toBe("");
  expect(
    stdout,
  ).toBe(`{"names":["a","b"],"open":false,"broken":"a must be string","text":"{\\"a\\":\\"x\\"}"}
{"names":["a","b"],"open":true,"broken":"a must be string","text":"{\\"a\\":\\"x\\"}"}
ERR_FASTLOG_INVALID_SCHEMA
`);
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
