import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";

const HOOKS = ["init", "before", "after", "destroy", "promiseResolve"];

describe.each([
  ["stdout", () => "stdout"],
  ["a file", () => pathToFileURL(join(folder(), "app.log")).href],
])("a program with a hook of node:async_hooks that logs to %s", (_, backend) => {
  test.concurrent.each(HOOKS)("ends, and each record is counted: %s", async (hook) => {
    const { code, report, stderr } = await run(program("hooks.mjs", hook, backend()));
    expect(code, stderr).toBe(0);
    const { called, counted } = JSON.parse(report[0] as string);
    expect(called).toBeLessThan(1_000);
    // That of the program, too.
    expect(counted).toBe(called + 1);
  });
});
