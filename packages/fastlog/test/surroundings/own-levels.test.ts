import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { type Ended, program, run } from "../child.ts";
import { folder } from "../folder.ts";

function ran(way: string, env: Record<string, string> = {}, path = ""): Promise<Ended> {
  const LOG_FORMAT = "{level} {message}";
  return run(program("own-levels.mjs", way, path), { env: { LOG_FORMAT, ...env } });
}

const linesOf = ({ stdout }: Ended) => stdout.split("\n").slice(0, -1);

describe("LOG names a level that the program defines", () => {
  test.concurrent.for<[LOG: string, lines: readonly string[]]>([
    ["notice", ["NOTICE a notice", "AUDIT an audit", "AUDIT an audit of app"]],
    ["audit", ["AUDIT an audit", "AUDIT an audit of app"]],
    ["error,app=audit", ["AUDIT an audit of app"]],
    ["AUDIT", ["AUDIT an audit", "AUDIT an audit of app"]],
    ["warn,app=off", ["WARN early", "AUDIT an audit"]],
  ])("in its first turn, so %j counts and nothing is reported", async ([LOG, lines]) => {
    const ended = await ran("first", { LOG });
    expect(linesOf(ended)).toEqual(lines);
    expect(ended.stderr).toBe("");
  });

  test.concurrent("later, so it is reported as unknown and counts from then on", async () => {
    const ended = await ran("later", { LOG: "error,app=audit" });
    expect(linesOf(ended)).toEqual(["AUDIT an audit of app"]);
    expect(ended.stderr).toMatch(/^fastlog: LOG: .*unknown level "audit" .*\n$/);
  });

  test.concurrent("after setFilter, which still decides", async () => {
    const ended = await ran("overruled", { LOG: "app=audit" });
    expect(linesOf(ended)).toEqual([]);
    expect(ended.stderr).toMatch(/^fastlog: LOG: .*unknown level "audit"/);
  });
});

describe("LOG names a level that nobody defines", () => {
  test.concurrent.for([
    ["never", 0, 2],
    ["exits", 3, 1],
  ] as const)("and the program %s: reports it once", async ([way, status, records]) => {
    const ended = await ran(way, { LOG: "warn,app=audit,db=notise" });
    expect(ended.status).toBe(status);
    expect(linesOf(ended)).toHaveLength(records);
    expect(ended.stderr.match(/unknown level "audit"/g)).toHaveLength(1);
    expect(ended.stderr.match(/unknown level "notise"/g)).toHaveLength(1);
  });
});

test("workers, and workers of workers, know the levels and their filter", async () => {
  const ended = await ran("worker", { LOG_FORMAT: "" });
  expect(linesOf(ended)).toEqual(
    [1, 2].flatMap((depth) => [
      `worker-${depth} NOTICE from ${depth}`,
      `worker-${depth} AUDIT from ${depth}`,
      `worker-${depth} AUDIT again`,
    ]),
  );
  expect(ended.stderr).toBe("");
});

test("copies of the package, ES module or CommonJS, share the levels, and so does fastlog/filter", async () => {
  const copy = join(folder(), "fastlog");
  cpSync(join(WORKSPACE_PACKAGE, "dist"), join(copy, "dist"), { recursive: true });
  cpSync(join(WORKSPACE_PACKAGE, "package.json"), join(copy, "package.json"));
  symlinkSync(join(WORKSPACE_PACKAGE, "node_modules"), join(copy, "node_modules"));
  const ended = await ran("copies", { LOG: "http" }, join(copy, "dist/index.cjs"));
  expect(ended.stderr).toBe("");
  expect(linesOf(ended)).toEqual([
    "NOTICE by the first copy",
    "NOTICE by the second copy",
    "HTTP of the second copy, by the first",
    "AUDIT of the first copy, by the second",
    "INFO true false",
    "INFO ERR_FASTLOG_INVALID_LEVEL true",
  ]);
});
