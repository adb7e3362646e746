import { expect, test } from "vitest";
import { program, run } from "../child.ts";

const WORKERS = 4;

/** How many turns began in each worker with the old filter after it was changed, at the most. */
async function changed(...args: readonly string[]): Promise<{ main: string[]; late: number[] }> {
  const { stdout, status, stderr } = await run(program("threads-filter.mjs", ...args));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  const late = (lines.pop() ?? "").split(" ").slice(1).map(Number);
  expect(late).toHaveLength(WORKERS);
  return { main: lines, late };
}

const REACHED = ["main true true", "main false true"];

test("setFilter in the main thread changes all workers within a turn of each, and back", async () => {
  const { main, late } = await changed("main");
  expect(main).toEqual(REACHED);
  expect(Math.max(...late)).toBeLessThanOrEqual(1);
});

test("setFilter in a worker changes the main thread and all others within a turn of each", async () => {
  const { main, late } = await changed("worker");
  expect(main).toEqual(REACHED);
  expect(Math.max(...late)).toBeLessThanOrEqual(1);
});

test("an isolated worker is not reached, and all others are", async () => {
  const { late } = await changed("main", "2");
  expect(late[2]).toBe(100);
  expect(Math.max(...late.toSpliced(2, 1))).toBeLessThanOrEqual(1);
});

test("what an isolated worker sets reaches nobody else", async () => {
  const { main, late } = await changed("worker", "0");
  expect(main).toEqual(["main false false", "main false true"]);
  expect(late).toEqual([0, 100, 100, 100]);
});

test("a worker that is only starting, or starts later, has the filter; a bad one is nobody's", async () => {
  const { stdout, status } = await run(program("threads-late.mjs"));
  expect(status).toBe(0);
  expect(stdout.split("\n")).toEqual([
    "early trace",
    "late trace",
    "ERR_FASTLOG_INVALID_FILTER",
    "true true true",
    "",
  ]);
});
