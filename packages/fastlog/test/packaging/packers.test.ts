import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { run } from "../child.ts";
import { folder } from "../folder.ts";
import { packers } from "../tools.ts";
import { AJV, installed } from "./installed.ts";
import { pack } from "./packed.ts";
import { expectAllRecords } from "./packed-program.ts";

const PACKERS = packers();
const bundled = test.skipIf(PACKERS === undefined).concurrent;

let tarball: string;

beforeAll(() => {
  ({ tarball } = pack());
});

bundled.for([
  ["esbuild, esm"],
  ["esbuild, cjs"],
  ["esbuild, esm, minified"],
  ["esbuild, esm, production"],
  ["esbuild, cjs, production"],
  ["rollup, esm"],
  ["rollup, cjs"],
  ["vite, ssr"],
  ["webpack, cjs"],
  ["webpack, esm"],
  ["rspack, cjs"],
  ["rspack, esm"],
  ["ncc"],
  ["ncc, minified"],
  ["parcel"],
  ["bun, esm"],
  ["bun, cjs"],
  ["nft"],
])("what is bundled by %s loses no record where nothing is installed", async ([packer = ""]) => {
  const app = installed(tarball, AJV);
  const source = readFileSync(join(PACKERS ?? "", "app.mjs"), "utf8");
  // Bun leaves `import.meta` as it is, which CommonJS does not have.
  const program = packer === "bun, cjs" ? source.replace("import.meta", '"app"') : source;
  writeFileSync(join(app, "app.mjs"), program);
  const out = folder();
  await expectAllRecords([process.execPath, await bundle(packer, app, out)], out);
});

/** Defines an event whose schema needs ajv, and one whose schema does not. */
const EVENTS = `
  import { defineEvent, info } from "fastlog";
  const name = { type: "string" };
  defineEvent("info", "simple", { type: "object", properties: { name } })({ name: 1 });
  try {
    defineEvent("info", "m", { type: "object", properties: { name: { ...name, pattern: "a" } } });
  } catch (error) {
    info(error.code);
  }
`;

bundled.for([
  ["esbuild, cjs"],
  ["rollup, esm"],
  ["vite, ssr"],
  ["webpack, cjs"],
  ["rspack, esm"],
  ["ncc"],
  ["parcel"],
  ["bun, esm"],
])("what is bundled by %s without ajv has events that do not need it", async ([packer = ""]) => {
  const app = installed(tarball);
  writeFileSync(join(app, "app.mjs"), EVENTS);
  const out = folder();
  const program = await bundle(packer, app, out);
  const env = { LOG_FORMAT: "{message}" };
  const { stdout, stderr, status } = await run([process.execPath, program], { cwd: out, env });
  const lines = 'simple name=1 schemaError="name must be string"\nERR_FASTLOG_MISSING_PACKAGE\n';
  expect({ stdout, stderr, status }).toEqual({ stdout: lines, stderr: "", status: 0 });
});

/** Makes one program of an application's app.mjs. */
async function bundle(packer: string, app: string, out: string): Promise<string> {
  const pack = join(PACKERS ?? "", "pack.mjs");
  const { status, stderr } = await run([process.execPath, pack, packer, "app.mjs", out], {
    cwd: app,
  });
  expect({ status }, stderr).toEqual({ status: 0 });
  const entry = ["app.mjs", "app.cjs", "index.mjs"].find((name) => existsSync(join(out, name)));
  return join(out, entry ?? "");
}
