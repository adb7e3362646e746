import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { canMount, onTmpfs } from "../tmpfs.ts";

const LINE = /^INFO (\d+) x+$/;
const NOTICE = /^WARN \d+ records dropped: file:\/\/\S+\/app\.log was unreachable for \d+\.\ds$/;

/** The numbers of the records in a file all of whose lines are whole, and how many notices there are. */
function numbersIn(path: string): { numbers: number[]; notices: number } {
  const text = readFileSync(path, "utf8");
  const lines = text.split("\n");
  expect(lines.pop()).toBe("");
  const numbers = lines.flatMap((line) => {
    const [, number] = LINE.exec(line) ?? [];
    return number === undefined ? [] : [Number(number)];
  });
  const notices = lines.filter((line) => NOTICE.test(line)).length;
  expect(numbers.length + notices).toBe(lines.length);
  return { numbers, notices };
}

describe.skipIf(!canMount)("a file system of 4 MiB that fills, and then has room again", () => {
  test("costs whole records only, all of them counted, and those that come then are written", async () => {
    const copies = folder();
    const argv = onTmpfs("4m", (at) => program("fills.mjs", at, copies));
    const { status, stderr, report } = await run(argv);
    expect(status).toBe(0);
    // Once, however often it was tried.
    expect(stderr).toMatch(/^fastlog: file:\S+\/app\.log: ENOSPC: [^\n]+; retrying\n$/);
    const [full, after] = report.map((line) => JSON.parse(line));

    const atFull = numbersIn(join(copies, "full.log"));
    expect(full).toMatchObject({ state: "waiting", errors: { ENOSPC: expect.any(Number) } });
    expect(full.records).toBe(atFull.numbers.length);
    expect(atFull.numbers).toEqual(atFull.numbers.map((_, i) => i));

    const { numbers, notices } = numbersIn(join(copies, "after.log"));
    expect(after).toMatchObject({ state: "open", buffered: 0, notices });
    expect(after.records).toBe(numbers.length + notices);
    expect(after.records + after.dropped).toBe(after.logged + notices);
    expect(numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as number))).toBe(true);
    expect(numbers.at(-1)).toBe(after.logged - 1);
    expect(notices).toBeGreaterThan(0);
  });
});
