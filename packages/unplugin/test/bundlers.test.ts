import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../../fastlog/test/app.ts";
import { run } from "../../fastlog/test/child.ts";
import {
  makeSourcesApp,
  SOURCES_ENVIRONMENT,
  SOURCES_RECORDS,
  sourcesRecords,
} from "../../fastlog/test/sources-app.ts";
import { nodes, packers } from "../../fastlog/test/tools.ts";
import { LINES, linesOf, makeApp } from "./app.ts";

const PACKERS = packers();
const BUNDLERS = [
  "esbuild",
  "rollup",
  "rolldown",
  "vite",
  "webpack",
  "rspack",
  "rsbuild",
  "farm",
  "bun",
];

test.for(nodes().filter(({ major }) => major >= 22))(
  "the application logs its lines as it is on Node $major",
  async ({ path }, { skip }) => {
    if (path === undefined) return skip();
    const app = makeApp();
    const { stdout, stderr } = await run([path, "--no-warnings", "src/main.js"], {
      cwd: app,
      env: { LOG: "debug" },
    });
    expect(stderr).toBe("");
    expect(linesOf(stdout, app)).toEqual(LINES);
  },
);

/** Rspack is inside of Rsbuild, and Rolldown of Vite. */
const REMOVING = BUNDLERS.filter((bundler) => bundler !== "rspack" && bundler !== "rolldown");

describe.concurrent.for(BUNDLERS)("bundled by %s", (bundler) => {
  test.skipIf(PACKERS === undefined)(
    "the application logs the same targets, files and lines on every Node",
    async () => {
      const { app, out } = await bundle(bundler, {});
      for (const { path } of nodes()) {
        if (path === undefined) continue;
        expect(await logged(path, out, app)).toEqual(LINES);
      }
    },
  );
});

describe.concurrent.for(REMOVING)("bundled by %s", (bundler) => {
  test.skipIf(PACKERS === undefined)(
    "without debug it has nothing of the calls, logs the rest, and its source map leads to them",
    async () => {
      const { app, out } = await bundle(bundler, { maxLevel: "info" });
      const code = codeIn(out);
      expect(code.includes("order {} of {}")).toBe(true);
      expect(code.includes("xyzzy")).toBe(false);
      for (const [text, file, line] of CALLS) expect(sourceOf(text, out)).toEqual({ file, line });
      const rest = LINES.filter((line) => !line.startsWith("DEBUG"));
      expect(await logged(process.execPath, out, app)).toEqual(rest);
    },
  );
});

test.skipIf(PACKERS === undefined)(
  "bundled by esbuild, the application of all forms logs the same, but for two modules that the report names",
  async () => {
    const { app, out, stderr } = await bundle(
      "esbuild",
      { report: "all" },
      makeSourcesApp(WORKSPACE_PACKAGE),
    );
    // The main module asks for it by this name.
    copyFileSync(join(out, "worker.mjs"), join(out, "worker.js"));
    const env = SOURCES_ENVIRONMENT;
    const { stdout } = await run([process.execPath, join(out, "main.mjs")], { cwd: out, env });
    const records = sourcesRecords(stdout, app);
    const isLeft = (record: string) => / (?:info|debug|warn) (?:late|through)\b/.test(record);
    expect(records.filter((record) => !isLeft(record))).toEqual(
      SOURCES_RECORDS.filter((record) => !isLeft(record)),
    );
    expect(records.length).toBe(SOURCES_RECORDS.length);
    const left = stderr.split("\n").filter((line) => / left: /.test(line));
    expect(left.map((line) => line.trim().replace(/:.*/, "")).sort()).toEqual([
      "src/late.js",
      "src/late.js",
      "src/log.js",
    ]);
  },
);

async function bundle(bundler: string, options: object, app = makeApp()) {
  // Beside the packages that the bundlers leave out.
  const out = join(app, "out");
  const node = bundler === "bun" ? join(PACKERS ?? "", "node_modules/.bin/bun") : process.execPath;
  const pack = join(import.meta.dirname, "pack.mjs");
  const given = JSON.stringify({ report: false, ...options });
  const { status, stderr, stdout } = await run(
    [node, pack, bundler, PACKERS ?? "", app, out, given],
    { cwd: app },
  );
  expect({ status }, stderr + stdout).toEqual({ status: 0 });
  return { app, out, stderr };
}

async function logged(node: string, out: string, app: string): Promise<string[]> {
  const env = { LOG: "debug", WORKER: join(out, "worker.mjs") };
  const { stdout, stderr } = await run([node, join(out, "main.mjs")], { cwd: out, env });
  expect(stderr).toBe("");
  return linesOf(stdout, app);
}

/** Texts in calls of the application, with their places. */
const CALLS = [
  [', "user")', "main.js", 18],
  ['RangeError("broken")', "main.js", 21],
  ["status: 200", "main.js", 30],
  ["select 1", "main.js", 43],
] as const;

/** Where a text of a bundle was written, by its source map. */
function sourceOf(
  text: string,
  out: string,
): { file: string | undefined; line: number } | undefined {
  for (const name of readdirSync(out).filter((file) => /\.[cm]?js$/.test(file))) {
    const lines = readFileSync(join(out, name), "utf8").split("\n");
    const line = lines.findIndex((each) => each.includes(text));
    if (line === -1) continue;
    const map = new SourceMap(JSON.parse(readFileSync(join(out, `${name}.map`), "utf8")));
    const entry = map.findEntry(line, lines[line]?.indexOf(text) ?? 0);
    if (!("originalSource" in entry)) return undefined;
    return { file: entry.originalSource.split("/").at(-1), line: entry.originalLine + 1 };
  }
  return undefined;
}

function codeIn(out: string): string {
  expect(existsSync(join(out, "main.mjs"))).toBe(true);
  const files = readdirSync(out, { recursive: true, encoding: "utf8" });
  const code = files.filter((file) => /\.[cm]?js$/.test(file));
  return code.map((file) => readFileSync(join(out, file), "utf8")).join("\n");
}
