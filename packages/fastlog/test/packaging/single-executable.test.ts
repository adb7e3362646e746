import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { run } from "../child.ts";
import { folder } from "../folder.ts";
import { nodes, packers } from "../tools.ts";
import { AJV, installed } from "./installed.ts";
import { pack } from "./packed.ts";
import { expectAllRecords } from "./packed-program.ts";

/** By which Node finds out that something was put into its binary. */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

const PACKERS = packers() ?? "";
const NODES = new Map(nodes().map(({ major, path }) => [major, path]));

let tarball: string;

beforeAll(() => {
  ({ tarball } = pack());
});

made(24)("a single executable that postject makes of Node 24 loses no record", async () => {
  await expectWhole(24, injected);
});

made(26)("a single executable that Node 26 makes loses no record", async () => {
  await expectWhole(26, built);
});

function made(major: number) {
  return test.skipIf(PACKERS === "" || NODES.get(major) === undefined);
}

async function expectWhole(
  major: number,
  make: (node: string, at: string) => Promise<void>,
): Promise<void> {
  const at = folder();
  await bundle(at);
  await make(NODES.get(major) ?? "", at);
  const program = join(folder(), "app");
  cpSync(join(at, "app"), program);
  rmSync(at, { recursive: true });
  await expectAllRecords([program], folder());
}

/** Makes app.cjs, which has all that it needs. */
async function bundle(out: string): Promise<void> {
  const app = installed(tarball, AJV);
  cpSync(join(PACKERS, "app.mjs"), join(app, "app.mjs"));
  const pack = [join(PACKERS, "pack.mjs"), "esbuild, cjs", "app.mjs", out];
  await succeed([process.execPath, ...pack], app);
}

/** As until Node 24: a blob is put into a copy of the binary. */
async function injected(node: string, at: string): Promise<void> {
  const config = { main: "app.cjs", output: "app.blob", disableExperimentalSEAWarning: true };
  writeFileSync(join(at, "sea.json"), JSON.stringify(config));
  await succeed([node, "--experimental-sea-config", "sea.json"], at);
  cpSync(node, join(at, "app"));
  const postject = join(PACKERS, "node_modules/postject/dist/cli.js");
  const options = ["app", "NODE_SEA_BLOB", "app.blob", "--sentinel-fuse", FUSE];
  await succeed([process.execPath, postject, ...options], at);
}

/** As from Node 26. */
async function built(node: string, at: string): Promise<void> {
  const config = { main: "app.cjs", output: "app", disableExperimentalSEAWarning: true };
  writeFileSync(join(at, "sea.json"), JSON.stringify(config));
  await succeed([node, "--build-sea", "sea.json"], at);
}

async function succeed(argv: readonly string[], cwd: string): Promise<void> {
  const { status, stderr, stdout } = await run(argv, { cwd });
  expect({ status }, stdout + stderr).toEqual({ status: 0 });
}
