import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";

test.each(["main", "worker"])(
  "two copies of the package log a request once, in the context of both (%s)",
  async (where) => {
    const copy = folder();
    cpSync(join(WORKSPACE_PACKAGE, "dist"), join(copy, "dist"), { recursive: true });
    cpSync(join(WORKSPACE_PACKAGE, "package.json"), join(copy, "package.json"));
    const argv = program("frameworks/http-copies.mjs", join(copy, "dist"), where);
    const { status, stdout, stderr } = await run(argv);
    expect([status, stderr]).toEqual([0, ""]);
    const lines = stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { msg: "of one copy", reqId: "r1" },
      { msg: "of the other", reqId: "r1" },
      // The options are those of the last call.
      { msg: "GET /a 200", reqId: "r1", userAgent: "test", first: 1, second: 2 },
    ]);
    expect(lines).toHaveLength(3);
    expect(lines[2]).not.toHaveProperty("query");
  },
);
