import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { run } from "./child.ts";
import { folder } from "./folder.ts";
import { installed } from "./installed.ts";
import { pack } from "./packed.ts";
import { expectAllRecords } from "./packed-program.ts";
import { packers } from "./tools.ts";

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
  const app = installed(tarball);
  const source = readFileSync(join(PACKERS ?? "", "app.mjs"), "utf8");
  // Bun leaves `import.meta` as it is, which CommonJS does not have.
  const program = packer === "bun, cjs" ? source.replace("import.meta", '"app"') : source;
  writeFileSync(join(app, "app.mjs"), program);
  const out = folder();
  const packing = await run(
    [process.execPath, join(PACKERS ?? "", "pack.mjs"), packer, "app.mjs", out],
    {
      cwd: app,
    },
  );
  expect({ status: packing.status }, packing.stderr).toEqual({ status: 0 });

  const entry = ["app.mjs", "app.cjs", "index.mjs"].find((name) => existsSync(join(out, name)));
  await expectAllRecords([process.execPath, join(out, entry ?? "")], out);
});
