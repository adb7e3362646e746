import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { readCrowd } from "./crowd.ts";

const THREADS = 4;
const COUNT = 250_000;

const ALL = Object.fromEntries(
  ["a", "b"].flatMap((name) => Array.from({ length: THREADS }, (_, i) => [`${name}${i}`, COUNT])),
);

const crowd = (name: string) => program("crowd.mjs", name, THREADS, COUNT);
const env = { LOG_FORMAT: "{message}" };

describe("of 2,000,000 records of 10 to 4,000 bytes, by four threads in each of two processes, every line is whole and in order", () => {
  test("in one file", async () => {
    const path = join(folder(), "app.log");
    const own = { ...env, LOG_BACKEND: pathToFileURL(path).href };
    const ended = await Promise.all(["a", "b"].map((name) => run(crowd(name), { env: own })));
    expect(ended.map(({ status, stderr }) => [status, stderr])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    expect(await readCrowd(path)).toEqual({ counts: ALL, wrong: [] });
  });

  test("in one pipe", async () => {
    const path = join(folder(), "out");
    const line = `{ "$0" "$1" a "$3" "$4" & "$0" "$1" b "$3" "$4" & wait; } | cat >"$5"`;
    const [node = "", file = "", ...args] = crowd("a");
    const { stderr } = await run(["sh", "-c", line, node, file, ...args, path], { env });
    expect(stderr).toBe("");
    expect(await readCrowd(path)).toEqual({ counts: ALL, wrong: [] });
  });
});
