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
const EXAMPLE = join(import.meta.dirname, "../../../../examples/next");
const built = test.skipIf(PACKERS === "");

interface Line {
  readonly [key: string]: unknown;
}

let tarball: string;

beforeAll(() => {
  ({ tarball } = pack());
});

built.each([
  ["bundled", []],
  ["kept out of the bundle", ["fastlog"]],
])("the example for Next.js logs in a standalone server, with fastlog %s", async (_, external) => {
  const server = folder();
  cpSync(join(await standalone(external), ".next/standalone"), server, { recursive: true });
  const port = String(await freePort());
  const env = { PORT: port, HOSTNAME: "127.0.0.1", NODE_ENV: "production" };
  const child = start([process.execPath, "server.js"], { cwd: server, env });
  let text = "";
  child.process.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  const ask = (path: string) => answer(`http://127.0.0.1:${port}${path}`);
  await until(async () => (await ask("/orders/1")) === '{"id":"1"}');
  await ask("/");
  await ask("/old/2");
  await ask("/broken");
  await until(() => text.includes("GET /broken 500"));
  child.process.kill("SIGTERM");
  const { stdout, stderr } = await child.ended;
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  const records: Line[] = lines.map((line) => JSON.parse(line));
  // Next.js reads the instrumentation file in the first request, which `http()` does not see then.
  const requests = records.filter(({ target, path }) => target === "http" && path !== "/orders/1");
  expect(requests).toMatchObject([
    { level: 30, msg: "GET / 200" },
    { level: 30, msg: "GET /old/2 307" },
    { level: 30, msg: "GET /orders/2 200" },
    { level: 50, msg: "GET /broken 500" },
  ]);
  const [page, old, order, broken] = requests.map(({ reqId }) => reqId);
  expect(records.filter(({ target }) => target !== "http")).toMatchObject([
    { level: 30, target: "orders", msg: "order 1 asked for" },
    { level: 30, msg: "rendering the shop", reqId: page },
    { level: 30, target: "proxy", msg: "redirected /old/2", reqId: old },
    { level: 30, target: "orders", msg: "order 2 asked for", reqId: order },
    {
      ...{ level: 50, target: "next", msg: "GET /broken failed", reqId: broken },
      ...{ routePath: "/broken", routeType: "route" },
      err: { type: "RangeError", message: "no such order" },
    },
  ]);
  expect(new Set(records.map(({ service }) => service))).toEqual(new Set(["shop"]));
  // The error as Next.js prints it, and nothing of fastlog.
  expect(stderr).toContain("RangeError: no such order");
  expect(stderr).not.toContain("fastlog");
});

/** Builds the example, and returns its folder. */
async function standalone(serverExternalPackages: readonly string[]): Promise<string> {
  const app = installed(tarball);
  cpSync(EXAMPLE, app, { recursive: true });
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
