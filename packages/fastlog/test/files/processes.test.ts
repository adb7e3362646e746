import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";

const COUNT = 20_000;
const PROCESSES = 4;
const RECORD = /\tINFO\tmain\trecord (\d+) of (\d+)$/;

test.for([
  ["cluster workers", "cluster"],
  ["forked children", "fork"],
] as const)("%s and their parent write to one file: no line is torn or lost", async ([, how]) => {
  const path = join(folder(), "app.log");
  const env = { LOG_BACKEND: pathToFileURL(path).href };
  const { status, stderr } = await run(program("processes.mjs", how, COUNT), { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });

  const counts = new Map<string, number>();
  const others: string[] = [];
  for (const line of readFileSync(path, "utf8").split("\n").slice(0, -1)) {
    const [, number, pid = ""] = RECORD.exec(line) ?? [];
    const count = counts.get(pid) ?? 0;
    if (Number(number) === count) counts.set(pid, count + 1);
    else others.push(line);
  }
  expect(others).toEqual([]);
  expect([...counts.values()]).toEqual(Array.from({ length: PROCESSES }, () => COUNT));
});
