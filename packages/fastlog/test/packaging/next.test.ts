import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { run, start } from "../child.ts";
import { folder } from "../folder.ts";
import { packers } from "../tools.ts";
import { until } from "../until.ts";
import { installed } from "./installed.ts";
import { pack } from "./packed.ts";

const PACKERS = packers() ?? "";
const built = test.skipIf(PACKERS === "");

let tarball: string;

beforeAll(() => {
  ({ tarball } = pack());
});

built.each([
  ["bundled", []],
  ["kept out of the bundle", ["fastlog"]],
])("a route of Next.js logs in a standalone server, with fastlog %s", async (_, external) => {
  const server = folder();
  cpSync(join(await standalone(external), ".next/standalone"), server, { recursive: true });
  const port = String(await freePort());
  const env = { PORT: port, HOSTNAME: "127.0.0.1", NODE_ENV: "production" };
  const child = start([process.execPath, "server.js"], { cwd: server, env });
  await until(async () => (await answer(`http://127.0.0.1:${port}/hello`)) === "hello");
  child.process.kill("SIGTERM");
  const { stdout, stderr } = await child.ended;
  const records = stdout.split("\n").filter((line) => line.startsWith("{"));
  expect(stderr).toBe("");
  expect(records.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 30, msg: "request /hello" }),
    expect.objectContaining({
      level: 40,
      target: "hello",
      msg: "answered",
      pathname: "/hello",
    }),
  ]);
});

/** Builds the application in test/packers/next, and returns its folder. */
async function standalone(serverExternalPackages: readonly string[]): Promise<string> {
  const app = installed(tarball);
  cpSync(join(PACKERS, "next"), app, { recursive: true });
  for (const name of withDependencies(["next", "react", "react-dom"])) {
    const from = join(PACKERS, "node_modules", name);
    cpSync(from, join(app, "node_modules", name), { recursive: true });
  }
  const config = { output: "standalone", outputFileTracingRoot: app, serverExternalPackages };
  const text = JSON.stringify({ ...config, turbopack: { root: app } });
  writeFileSync(join(app, "next.config.mjs"), `export default ${text};`);
  const argv = [process.execPath, "node_modules/next/dist/bin/next", "build"];
  const { status, stdout, stderr } = await run(argv, {
    cwd: app,
    env: { NEXT_TELEMETRY_DISABLED: "1" },
  });
  expect({ status }, stdout + stderr).toEqual({ status: 0 });
  return app;
}

/** The packages that are installed among those, what they depend on, and so on. */
function withDependencies(names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const queue = [...names];
  for (const name of queue) {
    const manifest = join(PACKERS, "node_modules", name, "package.json");
    if (found.has(name) || !existsSync(manifest)) continue;
    found.add(name);
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(manifest, "utf8"));
    queue.push(...Object.keys({ ...dependencies, ...optionalDependencies }));
  }
  return found;
}

/** A port that was free a moment ago: Next.js takes none that the system chooses. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a server answers; `undefined` while it is not there. */
async function answer(url: string): Promise<string | undefined> {
  try {
    return await (await fetch(url)).text();
  } catch {
    return undefined;
  }
}
