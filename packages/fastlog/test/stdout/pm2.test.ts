import { expect, test } from "vitest";
import { program, run } from "../child.ts";

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
