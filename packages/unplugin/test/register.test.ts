import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../fastlog/test/child.ts";
import { nodes } from "../../fastlog/test/tools.ts";
import { LINES, linesOf, makeApp } from "./app.ts";

const PACKAGE = join(import.meta.dirname, "..");

/** The application, beside which the plugin is installed. */
function installedApp(): string {
  const app = makeApp();
  mkdirSync(join(app, "node_modules/@fastlog"));
  symlinkSync(PACKAGE, join(app, "node_modules/@fastlog/unplugin"));
  return app;
}

const FLAGS = ["--no-warnings", "--import", "@fastlog/unplugin/register"];

const [, ...CALLS] = `
  import { debug, info } from "fastlog";
  info("a {}", new Error().stack.split("\\n").length);
  debug("xyzzy {}", Number(0x10));
`.split("\n");

/** The application has a module of TypeScript, which Node 20 does not run. */
const BY_TYPE_STRIPPING = nodes().filter(({ major }) => major >= 22);

test.for(BY_TYPE_STRIPPING)(
  "loaded by Node $major the application logs the same targets, files and lines",
  async ({ path = "" }, { skip }) => {
    if (path === "") skip();
    const app = installedApp();
    const argv = [path, ...FLAGS, "src/main.js"];
    const { stdout, stderr } = await run(argv, { cwd: app, env: { LOG: "debug" } });
    expect(stderr).toBe("");
    expect(linesOf(stdout, app)).toEqual(LINES);
  },
);

describe.for(nodes())("loaded by Node $major", ({ major, path = "" }) => {
  test.skipIf(path === "")("a path with # and ? in it is the place of its calls", async () => {
    const app = installedApp();
    const env = { LOG: "debug", LOG_FORMAT: "{level} {target} {file}:{line} {message}" };
    mkdirSync(join(app, "src/c#?"));
    writeFileSync(join(app, "src/c#?/a#b.js"), 'import { info } from "fastlog";\ninfo("x");');
    const { stdout } = await run([path, ...FLAGS, "src/c#?/a#b.js"], { cwd: app, env });
    const plain = await run([path, "src/c#?/a#b.js"], { cwd: app, env });
    expect(linesOf(stdout, app)).toEqual(linesOf(plain.stdout, app));
    expect(linesOf(stdout, app)[0]).toMatch(/ src\/c#\?\/a#b\.js:2 x$/);
  });

  test.skipIf(path === "")(
    "a module and a script have no calls below maxLevel, and keep their lines",
    async () => {
      const app = installedApp();
      const env = {
        LOG: "trace",
        LOG_FORMAT: "{level} {target} {file}:{line} {message}",
        FASTLOG_UNPLUGIN: JSON.stringify({ maxLevel: "info", report: "all" }),
      };
      writeFileSync(join(app, "src/a.js"), `${CALLS.join("\n")}\nimport "./b.cjs";`);
      const script = CALLS.join("\n")
        .replace("import", "const")
        .replace('from "fastlog"', '= require("fastlog")');
      writeFileSync(join(app, "src/b.cjs"), script);
      const { stdout, stderr } = await run([path, ...FLAGS, "src/a.js"], { cwd: app, env });
      expect(linesOf(stdout, app).map((line) => line.replace(/ a \d+$/, ""))).toEqual([
        "INFO shop::b src/b.cjs:2",
        "INFO shop::a src/a.js:2",
      ]);
      // Hooks in a thread of their own tell nothing.
      if (major >= 22) expect(stderr).toContain("2 calls bound, 2 removed, 0 left");
    },
  );
});

test.each([
  ["{", "expected JSON"],
  ["nowhere.json", "expected JSON, or the path of a file with JSON"],
  ['{"maxlevel":"info"}', 'unknown option "maxlevel"'],
  ['{"maxLevel":"inof"}', 'did you mean "info"?'],
])("the options %s are refused", async (FASTLOG_UNPLUGIN, expected) => {
  const app = installedApp();
  const argv = [process.execPath, ...FLAGS, "src/worker.js"];
  const { stderr, status } = await run(argv, { cwd: app, env: { FASTLOG_UNPLUGIN } });
  expect(status).toBe(1);
  expect(stderr).toContain(expected);
});
