import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { run } from "../child.ts";
import { folder } from "../folder.ts";
import { nodes } from "../tools.ts";

const PROGRAM = `
  import { configure, info } from "fastlog";
  configure({ filter: "info" });
  info("logged");
  const { found } = await import("linked");
  info(found);
`;

/** An application whose dependency is a link to where its own dependency lies, too, as pnpm has it. */
function makeApp(): string {
  const app = folder();
  const store = join(app, "node_modules/.pnpm/linked@1/node_modules");
  const files = {
    [join(app, "package.json")]: '{ "name": "app", "type": "module" }',
    [join(app, "index.js")]: PROGRAM,
    [join(store, "linked/package.json")]: '{ "name": "linked", "main": "index.js" }',
    [join(store, "linked/index.js")]: 'exports.found = require("beside");',
    [join(store, "beside/package.json")]: '{ "name": "beside", "main": "index.js" }',
    [join(store, "beside/index.js")]: 'module.exports = "found";',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  }
  symlinkSync(join(store, "linked"), join(app, "node_modules/linked"));
  symlinkSync(WORKSPACE_PACKAGE, join(app, "node_modules/fastlog"));
  return app;
}

test.concurrent.for(nodes())(
  "on Node $major, packages that are loaded after the first record are found where a link leads",
  async ({ path = process.execPath }) => {
    // Into a pipe: it is by its stats that Node goes wrong.
    const argv = ["sh", "-c", '"$1" index.js | cat', "sh", path];
    const { stdout, stderr } = await run(argv, { cwd: makeApp() });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/\tlogged\n.*\tfound\n$/);
  },
);
