import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { type AppOptions, DEP1_DEBUG, INFO, makeApp, WORKSPACE_PACKAGE } from "../app.ts";
import { run } from "../child.ts";
import { folder } from "../folder.ts";
import { messagesIn } from "../lines.ts";
import { Peer } from "../sockets/peer.ts";
import { nodes } from "../tools.ts";
import { installed } from "./installed.ts";
import { type Packed, pack, WORKSPACE_MANIFEST } from "./packed.ts";

const NO_CODE_FROM_STRINGS = "--disallow-code-generation-from-strings";
const WORKSPACE = join(WORKSPACE_PACKAGE, "../..");

/** What programs import, with its files. */
const entries = Object.entries(WORKSPACE_MANIFEST.exports).flatMap(([entry, files]) =>
  typeof files === "string"
    ? []
    : [[entry, ...[files.import, files.require].flatMap((format) => Object.values(format))]],
);

let packed: Packed;

beforeAll(() => {
  packed = pack();
});

describe("the tarball", () => {
  test("has what the programs need, its licence and its manual, and nothing else", () => {
    const built = packed.files.filter(isBuilt);
    expect(built).toContain("dist/command.cjs");
    const others = packed.files.filter((file) => !isBuilt(file));
    const entries = [
      "bridge",
      "browser",
      "filter",
      "http",
      "nest",
      "register",
      "serializers",
      "site",
      "testing",
      "tracepoint",
    ];
    const old = entries.map((name) => `${name}/package.json`);
    expect(built).toContain("dist/index.js");
    expect(built.filter((file) => /\.test\.|vitest|vectors/.test(file))).toEqual([]);
    expect(others.sort()).toEqual(
      [
        ...["LICENSE", "README.md", "THIRD-PARTY-NOTICES.md", "bin/fastlog.cjs"],
        ...[...old, "package.json"],
      ].sort(),
    );
  });

  test("asks for what it loads on demand, by a version, and runs nothing when it is installed", () => {
    const { dependencies = {}, scripts = {} } = packed.manifest;
    expect(Object.keys(dependencies)).toEqual(["re2js"]);
    for (const version of Object.values(dependencies)) {
      expect(version).toMatch(/^[\^~]?\d+\.\d+\.\d+$/);
    }
    const hooks = ["preinstall", "install", "postinstall", "prepare"];
    expect(Object.keys(scripts).filter((name) => hooks.includes(name))).toEqual([]);
  });

  test("is 2.1 MB and three packages at most where npm installs it alone", () => {
    const { files, bytes } = installedFiles(installed(packed.tarball));
    const packages = files.filter((file) => PACKAGE_MANIFEST.test(file));
    expect(packages).toContain("fastlog/package.json");
    expect(packages.length).toBeLessThanOrEqual(3);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(2_100_000);
  });

  test("asks for nothing more where it is installed with what is optional", () => {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = packed.manifest;
    expect(Object.keys(peerDependencies).sort()).toEqual(["@types/node", "ajv", "koffi"]);
    for (const name of Object.keys(peerDependencies)) {
      expect(peerDependenciesMeta[name]).toEqual({ optional: true });
    }
  });

  test("names in THIRD-PARTY-NOTICES.md every package whose code is in it", () => {
    const inlined = inlinedPackages();
    expect(inlined).toContain("sonic-boom");
    const notices = readFileSync(join(packed.unpacked, "THIRD-PARTY-NOTICES.md"), "utf8");
    expect(inlined.filter((name) => !notices.includes(name))).toEqual([]);
  });

  test.each(entries)("has for the export %s files and types, of both kinds", (_entry, ...files) => {
    expect(files).toHaveLength(4);
    expect(files.filter((file) => !existsSync(join(packed.unpacked, file)))).toEqual([]);
  });

  test.concurrent.for<[module: string, ...files: string[]]>([
    ["nodenext", "app.mts", "app.cts"],
    ["preserve", "app.ts"],
  ])("has types for strict programs of module %s", async ([module, ...programs]) => {
    const app = makeApp({ fastlog: packed.unpacked });
    symlinkSync(join(WORKSPACE, "node_modules/@types"), join(app, "node_modules/@types"));
    const names = entries.map(([entry = ""]) => join("fastlog", entry));
    const source = [
      ...names.map((name, i) => `import * as entry${i} from "${name}";\nvoid entry${i};`),
      'import { info, logger, type Logger } from "fastlog";',
      'const log: Logger = logger("app");',
      'log.info("message {}", 1, { field: 2 });',
      "info`no placeholder`;",
      // A type is the same, whichever entry has it, and whichever kind of module.
      'import type { Backend, Options, RecordLevel, SealedChunk } from "fastlog";',
      'import type { SealedChunk as Required } from "fastlog" with { "resolution-mode": "require" };',
      'import { parseFilter } from "fastlog/filter";',
      'import { req } from "fastlog/serializers";',
      'import { capture } from "fastlog/testing";',
      "const options: Options = { serializers: { req } };",
      'const { level } = capture({ ...options, filter: "info" }).records[0]!;',
      'parseFilter("info").filter.enabled("app", level satisfies RecordLevel);',
      "export const same = (chunk: SealedChunk): Required => chunk;",
      "export const submit = (backend: Backend, chunk: Required) => backend.submit(chunk);",
    ];
    for (const program of programs) writeFileSync(join(app, program), source.join("\n"));
    const options = ["--noEmit", "--strict", "--target", "es2023", "--types", "node"];
    const tsc = join(WORKSPACE_PACKAGE, "node_modules/.bin/tsc");
    const { stdout, status } = await run([tsc, ...options, "--module", module, ...programs], {
      cwd: app,
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  test.concurrent.for([
    ["attw", "--profile", "strict", "--no-color"],
    ["publint", "run", "--strict"],
  ])("is found right by %s", async ([checker = "", ...args]) => {
    const path = join(WORKSPACE_PACKAGE, "node_modules/.bin", checker);
    const { stdout, stderr, status } = await run([path, ...args, packed.tarball]);
    expect({ status }, stdout + stderr).toEqual({ status: 0 });
  });
});

/** The manifest of a package under node_modules. */
const PACKAGE_MANIFEST = /^(?:@[^/]+\/)?[^/]+\/package\.json$/;

/** All files under an application's node_modules, and how long they are together. */
function installedFiles(app: string): { files: string[]; bytes: number } {
  const modules = join(app, "node_modules");
  const all = readdirSync(modules, { recursive: true, withFileTypes: true });
  const paths = all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return {
    files: paths.map((path) => relative(modules, path)),
    bytes: paths.reduce((sum, path) => sum + statSync(path).size, 0),
  };
}

function isBuilt(file: string): boolean {
  return file.startsWith("dist/") && /\.(?:c?js|d\.c?ts)$/.test(file);
}

/** The packages that esbuild put into the built files, by the comments that it makes. */
function inlinedPackages(): string[] {
  const dist = join(packed.unpacked, "dist");
  const code = readdirSync(dist)
    .filter((file) => /\.c?js$/.test(file))
    .map((file) => readFileSync(join(dist, file), "utf8"));
  const found = code.join("\n").matchAll(/^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\/.+$/gm);
  return [...new Set(Array.from(found, ([, name]) => name ?? ""))];
}

interface App extends Omit<AppOptions, "fastlog"> {
  readonly flags?: readonly string[];
}

const APPS: readonly (readonly [what: string, app: App])[] = [
  ["an app of ES modules", {}],
  ["a CommonJS app", { syntax: "cjs" }],
  ["an app that may make no code from strings", { flags: [NO_CODE_FROM_STRINGS] }],
  ["an app whose dependency is in a scope", { dependency: "@acme/db" }],
  ["an app that pnpm installed", { layout: "pnpm" }],
  ["an app whose dependency has its own copy", { layout: "own copy" }],
  ["a CommonJS app whose dependency has its own copy", { layout: "own copy", syntax: "cjs" }],
];

describe.for(nodes())("on Node $major", ({ path = "" }) => {
  const installed = test.skipIf(path === "").concurrent;

  installed.for(APPS)("%s has one filter and one order of lines", async ([, app]) => {
    const { syntax = "mjs", dependency = "dep1", flags = [] } = app;
    const cwd = makeApp({ ...app, fastlog: packed.unpacked });
    const argv = [path, ...flags, `index.${syntax}`];

    const named = await run(argv, { cwd, env: { LOG: `info,${dependency}=debug` } });
    expect(messagesIn(named.stdout)).toEqual(DEP1_DEBUG);
    expect(named.status).toBe(0);

    const plan = JSON.stringify({ options: { filter: "debug/info|done" }, filter: "info" });
    const changed = await run([...argv, plan], { cwd });
    expect(messagesIn(changed.stdout)).toEqual(INFO);
    expect(changed.status).toBe(0);
  });

  installed.for(["tcp", "unix"] as const)(
    "an app whose records go over %s and that ends at once loses none",
    async (kind) => {
      const socket = join(folder(), "app.sock");
      const peer = await Peer.listen(kind === "unix" ? { path: socket } : {});
      const url = kind === "unix" ? `unix://${socket}` : `tcp://127.0.0.1:${peer.port}`;
      const cwd = makeApp({ fastlog: packed.unpacked });
      const argv = [path, "index.mjs"];
      const { stdout, stderr, status } = await run(argv, { cwd, env: { LOG_BACKEND: url } });
      await peer.settled();
      expect(messagesIn(peer.text)).toEqual(INFO);
      expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "", status: 0 });
    },
  );

  installed.for(["esm", "cjs"] as const)("an app bundled as %s logs", async (format) => {
    const app = makeApp({ fastlog: packed.unpacked });
    const outfile = join(folder(), format === "esm" ? "app.mjs" : "app.cjs");
    const entryPoints = [join(app, "index.mjs")];
    await build({
      entryPoints,
      outfile,
      format,
      bundle: true,
      platform: "node",
      logLevel: "error",
    });
    const { stdout, stderr, status } = await run([path, outfile]);
    expect(messagesIn(stdout)).toEqual(INFO);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });
});
