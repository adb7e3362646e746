import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { run } from "./child.ts";
import { folder } from "./folder.ts";
import { installed } from "./installed.ts";
import { pack } from "./packed.ts";
import { Peer } from "./peer.ts";
import { packers } from "./tools.ts";

const PACKERS = packers();
const bundled = test.skipIf(PACKERS === undefined).concurrent;

/** What app.mjs logs. */
const MESSAGES = [
  ...Array.from({ length: 2_000 }, (_, i) => `line ${i}`),
  "finished",
  "finished",
  "request",
];

const HEADERS = { cookie: "[Redacted]", host: "h" };

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

  const logs = folder();
  const peer = await Peer.listen();
  const entry = ["app.mjs", "app.cjs", "index.mjs"].find((name) => existsSync(join(out, name)));
  const argv = [process.execPath, join(out, entry ?? ""), logs, String(peer.port)];
  const { stdout, stderr, status } = await run(argv, { cwd: out });
  await peer.settled();
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const records = peer.lines.map((line) => JSON.parse(line));
  expect(records.map(({ msg }) => msg)).toEqual(MESSAGES);
  expect(records.slice(-3)).toEqual([
    expect.objectContaining({ name: "a", list: [1, 2] }),
    expect.objectContaining({ name: 1, schemaError: "name must be string" }),
    expect.objectContaining({ req: expect.objectContaining({ headers: HEADERS }) }),
  ]);
  expect(linesOf(logs).map((line) => /msg="([^"]*)"/.exec(line)?.[1])).toEqual(MESSAGES);
  expect(JSON.parse(stdout)).toEqual({
    message: "captured [1]",
    fields: { deep: { error: { type: "TypeError", message: "t", stack: "" } }, id: 7 },
    matches: true,
    errors: [],
    refused: "ERR_FASTLOG_INVALID_FILTER",
  });
});

/** The lines of a file and of those that it was before it was rotated. */
function linesOf(logs: string): string[] {
  const rotated = readdirSync(logs).filter((name) => /^app\.log\.\d/.test(name));
  expect(rotated.length).toBeGreaterThan(1);
  const texts = rotated.sort().map((name) => gunzipSync(readFileSync(join(logs, name))).toString());
  return [...texts, readFileSync(join(logs, "app.log"), "utf8")].join("").split("\n").slice(0, -1);
}
