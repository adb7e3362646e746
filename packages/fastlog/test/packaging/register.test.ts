import { cpSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { PROGRAMS, run } from "../child.ts";
import {
  makeSourcesApp,
  SOURCES_ENVIRONMENT,
  SOURCES_RECORDS,
  sourcesRecords,
} from "../sources-app.ts";
import { nodes } from "../tools.ts";

const REGISTER = ["--import", "fastlog/register"];
const REQUIRE = ["--require", "fastlog/register"];
const TSX = ["--import", "tsx"];
const IMPORTS = ["--import", "./imports-in-the-middle.mjs"];
const REQUIRES = ["--require", "./requires-in-the-middle.cjs"];

const DIST = join(WORKSPACE_PACKAGE, "dist");

/** Output of test/programs/register/probe.mjs if each module that may have bound functions has them. */
const BOUND = {
  facts: {
    "an ES module": "app::probe: bound",
    "a namespace": "app::probe: bound",
    "a later import": "app::probe: bound",
    createRequire: "app::probe: bound",
    "a CommonJS module": "app::common: bound",
    "a module with a query": "app::queried: bound",
    "a worker": "app::worker: bound",
    "a worker without options of Node": "plain",
    "a module that exports them again": "plain",
    "a CommonJS module that exports them again": "plain",
    "its logger": "app::probe",
  },
  isShared: true,
  isSame: true,
  isWhole: true,
  resolved: [join(DIST, "index.cjs"), join(DIST, "bound.js")],
};

let app: string;

beforeAll(() => {
  app = makeSourcesApp(WORKSPACE_PACKAGE);
  cpSync(join(PROGRAMS, "register"), app, { recursive: true });
  for (const name of ["import-in-the-middle", "require-in-the-middle", "tsx"]) {
    symlinkSync(join(WORKSPACE_PACKAGE, "node_modules", name), join(app, "node_modules", name));
  }
});

describe.for(nodes())("on Node $major", ({ major, path = "" }) => {
  const here = test.skipIf(path === "").concurrent;
  // Node 20 runs no TypeScript by itself.
  const typescript = major === 20 ? TSX : [];

  here.for([["no preload"], ["--import", ...REGISTER], ["--require", ...REQUIRE]])(
    "each record has its target, file and line, with %s",
    async ([, ...preload]) => {
      const argv = [path, ...typescript, ...preload, "src/main.js"];
      const { stdout, stderr } = await run(argv, { cwd: app, env: SOURCES_ENVIRONMENT });
      expect(stderr).toBe("");
      expect(sourcesRecords(stdout, app)).toEqual(SOURCES_RECORDS);
    },
  );

  here.for([
    ["twice", ...REGISTER, ...REQUIRE],
    ["before tsx and import-in-the-middle", ...REGISTER, ...TSX, ...IMPORTS],
    ["after them and require-in-the-middle", ...REQUIRES, ...TSX, ...IMPORTS, ...REGISTER],
  ])("modules share all but the functions that are bound to them, registered %s", async (given) => {
    const [, ...flags] = given;
    const { stdout, stderr } = await run([path, ...flags, "probe.mjs"], { cwd: app });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual(BOUND);
  });
});

test("CommonJS modules get the plain functions where another loader gives all the same", async () => {
  const argv = [process.execPath, ...REQUIRE, ...REQUIRES, "probe.mjs"];
  const { stdout } = await run(argv, { cwd: app });
  expect(JSON.parse(stdout)).toEqual({
    ...BOUND,
    facts: { ...BOUND.facts, createRequire: "plain", "a CommonJS module": "plain" },
  });
});

test("a module gets the exports of its own copy of the package, with functions that are bound", async () => {
  const inner = join(app, "node_modules/dep1/node_modules/fastlog");
  for (const name of ["dist", "package.json"])
    cpSync(join(WORKSPACE_PACKAGE, name), join(inner, name), { recursive: true });
  const copy = join(app, "node_modules/dep1/lib/copy.mjs");
  writeFileSync(
    copy,
    `import { info } from "fastlog";
    import { about } from "../../../about.cjs";
    console.log(about(info), new URL(import.meta.resolve("fastlog")).pathname);`,
  );
  const { stdout } = await run([process.execPath, ...REGISTER, copy], { cwd: app });
  expect(stdout).toBe(`dep1::copy: bound ${join(realpathSync(inner), "dist/bound.js")}\n`);
});
