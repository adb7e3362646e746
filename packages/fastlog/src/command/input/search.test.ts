import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fileOf, ran } from "../../../test/fixtures/unit/command.ts";
import { lastLines, rangeOf } from "./search.ts";

const START = Date.UTC(2026, 10, 30, 3);
const line = (ms: number, msg: string) =>
  `{"level":30,"time":${ms},"msg":"${msg}","x":"${"x".repeat(100)}"}\n`;

/** A record each second, 20,000 in all, about 3 MB. */
const times = Array.from({ length: 20_000 }, (_, i) => START + i * 1000);
const sorted = fileOf(times.map((ms, i) => line(ms, String(i))).join(""));

async function messages(path: string, ...options: readonly string[]): Promise<string[]> {
  const { stdout } = await ran(["view", "--utc", "--json", path, ...options]);
  return Array.from(stdout.matchAll(/"msg":"(.*?)"/g), ([, msg = ""]) => msg);
}

const iso = (ms: number) => new Date(ms).toISOString();

describe("of a sorted file", () => {
  test.each<[number, number, number, number]>([
    [1000, 1003, 1000, 1003],
    [-100, 2, 0, 2],
    [19_998, 30_000, 19_998, 19_999],
    [0, 19_999, 0, 19_999],
    [500.5, 502.5, 501, 502],
  ])("from second %d to %d, records %d to %d are shown", async (since, until, first, last) => {
    const found = await messages(
      sorted,
      "--since",
      iso(START + since * 1000),
      "--until",
      iso(START + until * 1000),
    );
    const count = last - first + 1;
    expect(found).toEqual(Array.from({ length: count }, (_, i) => String(first + i)));
  });

  test("only a small part is read", () => {
    const fd = openSync(sorted, "r");
    const { size } = statSync(sorted);
    const { start, end } = rangeOf(fd, size, START + 10_000_000, START + 10_010_000);
    closeSync(fd);
    expect(end - start).toBeLessThan(size / 4);
  });

  test("nothing is found before and after it", async () => {
    expect(await messages(sorted, "--until", iso(START - 1))).toEqual([]);
    expect(await messages(sorted, "--since", iso(START + 20_000_000))).toEqual([]);
  });
});

test("a file that is not sorted is read whole, and all records of the time are found", async () => {
  const halves = [...times.slice(10_000), ...times.slice(0, 10_000)];
  const path = fileOf(halves.map((ms, i) => line(ms, String((i + 10_000) % 20_000))).join(""));
  const found = await messages(path, "--since", iso(START + 19_999_000));
  expect(found).toEqual(["19999"]);
  expect(await messages(path, "--until", iso(START))).toEqual(["0"]);
});

test("records of several threads that are a little out of order are all found", async () => {
  const path = fileOf(times.map((ms, i) => line(i % 2 === 0 ? ms : ms - 3000, String(i))).join(""));
  const found = await messages(
    path,
    "--since",
    iso(START + 5_000_000),
    "--until",
    iso(START + 5_002_000),
  );
  expect(found).toEqual(["5000", "5002", "5003", "5005"]);
});

test("a file whose records have no time has none of any time", async () => {
  const path = fileOf(`${'{"level":30,"msg":"m"}'}\n`.repeat(20_000));
  expect(await messages(path, "--since", "1h")).toEqual([]);
});

test.each([
  [0, ""],
  [1, "c\n"],
  [2, "b\nc\n"],
  [3, "a\nb\nc\n"],
  [9, "a\nb\nc\n"],
])("the last %d lines of a file are found from its end", (count, text) => {
  for (const log of ["a\nb\nc\n", "a\nb\nc"]) {
    const path = fileOf(log);
    const fd = openSync(path, "r");
    const at = lastLines(fd, log.length, count);
    closeSync(fd);
    expect(readFileSync(path, "utf8").slice(at)).toBe(
      log.endsWith("\n") ? text : text.slice(0, -1),
    );
  }
});

test("the last lines are found in a file of many blocks", async () => {
  expect(await messages(sorted, "--tail", "3")).toEqual(["19997", "19998", "19999"]);
  expect(await messages(sorted, "--tail", "5000")).toHaveLength(5000);
});
