import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { freePort } from "../sockets/peer.ts";
import { until } from "../until.ts";

const HINT =
  "fastlog: stdout: PM2 does not see this descriptor in cluster mode; set LOG_BACKEND=process.stdout\n";

test.each([
  [{ pm_id: "0", exec_mode: "cluster_mode" }, HINT],
  [{ pm_id: "0", exec_mode: "cluster_mode", LOG_BACKEND: "process.stdout" }, ""],
  [{ pm_id: "0", exec_mode: "fork_mode" }, ""],
  [{}, ""],
])("a program that PM2 runs with %j is told where its lines go: %j", async (env, hint) => {
  const { stderr, stdout } = await run(program("once.mjs", "{}"), { env });
  expect(stderr).toBe(hint);
  expect(stdout.split("\n")).toHaveLength(2);
});

const require = createRequire(import.meta.url);
const PM2 = join(dirname(require.resolve("pm2/package.json")), "bin/pm2");
const EXAMPLE = join(import.meta.dirname, "../../../../examples/pm2/ecosystem.config.cjs");
const REQUESTS = 100;

interface Record {
  readonly msg: string;
  readonly tag: string;
}

describe.each([
  ["cluster", 2, {}],
  ["fork", 1, { exec_mode: "fork", instances: 1, env: {} }],
])("the example in PM2's %s mode, with %d of it", (_, instances, changes) => {
  const home = folder();
  let env: { readonly PM2_HOME: string; readonly PORT: string };

  const pm2 = async (...args: string[]) => {
    const { status, stdout, stderr } = await run([process.execPath, PM2, ...args], { env });
    expect({ status }, stdout + stderr).toEqual({ status: 0 });
  };
  const records = () => {
    const logs = join(home, "logs");
    const lines = readdirSync(logs).flatMap((name) =>
      readFileSync(join(logs, name), "utf8").split("\n").slice(0, -1),
    );
    return lines.map((line) => JSON.parse(line) as Record);
  };
  /** Waits until each instance has logged a message. */
  const each = (start: string) =>
    until(() => records().filter(({ msg }) => msg.startsWith(start)).length === instances);

  beforeAll(async () => {
    env = { PM2_HOME: home, PORT: String(await freePort()) };
    const { apps } = require(EXAMPLE) as { readonly apps: readonly object[] };
    const config = join(home, "ecosystem.config.cjs");
    const text = JSON.stringify({ apps: apps.map((app) => ({ ...app, ...changes })) });
    writeFileSync(config, `module.exports = ${text};`);
    await pm2("start", config);
    await each("listening");
  });

  afterAll(() => pm2("kill"));

  test("has every record in PM2's log, those of a stop included", async () => {
    const paths = Array.from({ length: REQUESTS }, (_, i) => `/${i}`);
    const answers = await Promise.all(
      paths.map(async (path) => (await fetch(`http://127.0.0.1:${env.PORT}${path}`)).text()),
    );
    expect(new Set(answers)).toEqual(new Set(["hello\n"]));
    await pm2("stop", "shop");
    await each("stopped");
    const logged = records();
    const asked = paths.map((path) => `request ${path}`);
    expect(
      logged
        .map(({ msg }) => msg)
        .filter((msg) => msg.startsWith("request"))
        .sort(),
    ).toEqual(asked.sort());
    const tags = Array.from({ length: instances }, (_, i) => `instance-${i}`);
    const stopped = logged.filter(({ msg }) => msg === "stopped").map(({ tag }) => tag);
    expect(stopped.sort()).toEqual(tags);
  });
});
