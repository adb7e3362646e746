import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { run } from "../child.ts";
import { folder } from "../folder.ts";

const require = createRequire(import.meta.url);

/** The call is in line 7, which is another one in what is made of it. */
const SOURCE = `interface Options {
  readonly port: number;
}

import { info } from "fastlog";
const options: Options = { port: 1 };
info("from line {}", options.port + 6);
`;

/** An application in TypeScript; what tsc makes of it goes to a folder of its own. */
function makeApp(outDir: string): string {
  const app = folder();
  mkdirSync(join(app, "src/http"), { recursive: true });
  mkdirSync(join(app, "node_modules"));
  const compilerOptions = {
    outDir,
    rootDir: "src",
    module: "nodenext",
    target: "es2022",
    sourceMap: true,
    types: [],
    skipLibCheck: true,
  };
  writeFileSync(join(app, "package.json"), '{ "name": "app", "type": "module" }');
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  writeFileSync(join(app, "src/http/server.ts"), SOURCE);
  symlinkSync(WORKSPACE_PACKAGE, join(app, "node_modules/fastlog"));
  return app;
}

const LOG_FORMAT = "{target} {file}:{line} {message}";

test.concurrent("under tsx a position is that of the TypeScript source", async () => {
  const cwd = makeApp("out");
  const tsx = join(require.resolve("tsx/package.json"), "../dist/cli.mjs");
  const { stdout, stderr } = await run([process.execPath, tsx, "src/http/server.ts"], {
    cwd,
    env: { LOG_FORMAT },
  });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^app::http::server \S+\/src\/http\/server\.ts:7 from line 7\n$/);
});

test.concurrent.for(["out", "build", "dist"])(
  "of what tsc puts into %s the target is the source's, and by --enable-source-maps the position",
  async (outDir) => {
    const cwd = makeApp(outDir);
    execFileSync(
      process.execPath,
      [join(require.resolve("typescript/package.json"), "../bin/tsc")],
      {
        cwd,
      },
    );
    const script = join(outDir, "http/server.js");
    const mapped = await run([process.execPath, "--enable-source-maps", script], {
      cwd,
      env: { LOG_FORMAT },
    });
    expect(mapped.stdout).toMatch(/^app::http::server \S+\/src\/http\/server\.ts:7 from line 7\n$/);
    const plain = await run([process.execPath, script], { cwd, env: { LOG_FORMAT } });
    expect(plain.stdout).toMatch(
      new RegExp(`^app::http::server \\S+/${outDir}/http/server\\.js:\\d from line 7\n$`),
    );
  },
);
