import { beforeAll, describe, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { run } from "../child.ts";
import { nodes } from "../tools.ts";
import { installed } from "./installed.ts";
import { pack } from "./packed.ts";

/** Suites that use nothing of the library but what the package exports. */
const SUITES = ["src/testing.test.ts", "src/public.test.ts"];

let app: string;

beforeAll(() => {
  app = installed(pack().tarball);
});

describe.for(nodes())("on Node $major", ({ path = "" }) => {
  test.skipIf(path === "").each(["import", "require"])(
    "the tests of what is public pass with the package as it is shipped, loaded by %s",
    async (way) => {
      const vitest = [path, "../../node_modules/vitest/vitest.mjs", "run"];
      const argv = [...vitest, "--config", "test/shipped/vitest.config.ts", ...SUITES];
      const env = { SHIPPED: app, WAY: way, NO_COLOR: "1" };
      const { status, stdout, stderr } = await run(argv, { cwd: WORKSPACE_PACKAGE, env });
      expect({ status }, stdout + stderr).toEqual({ status: 0 });
      expect(stdout).toContain(`${SUITES.length} passed (${SUITES.length})`);
    },
  );
});
