import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";

const TAGS = ["main", "worker-1", "worker-2"];

test.for([
  ["reopen() in the main thread", "main"],
  ["reopen() in a worker", "worker"],
  ["a signal of signals: { reopen }", "signal"],
] as const)("%s opens the file again in all threads", async ([, who]) => {
  const path = join(folder(), "app.log");
  const { status, stderr } = await run(program("threads-reopen.mjs", path, who));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const lines = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n").toSorted();
  expect(lines(`${path}.1`)).toEqual(TAGS.map((tag) => `${tag} before`));
  expect(lines(path)).toEqual(TAGS.map((tag) => `${tag} after`));
});
