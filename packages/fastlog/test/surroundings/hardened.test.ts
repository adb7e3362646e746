import { describe, expect, test } from "vitest";
import { PROGRAMS, run } from "../child.ts";

async function logged(flags: readonly string[], how: string, when: string) {
  const argv = [process.execPath, ...flags, `${PROGRAMS}/hardened.mjs`, how, when];
  const { code, report, stdout, stderr } = await run(argv);
  expect(code, stderr).toBe(0);
  return { stdout, ...(JSON.parse(report[0] as string) as { lines: number; dropped: number }) };
}

const ALL = { stdout: expect.stringMatching(/\tINFO\tmain\tto stdout\n$/), lines: 10, dropped: 0 };

describe.each(["early", "late"])("every record is written where, %s,", (when) => {
  test.concurrent.each([
    ["all intrinsics are frozen", "frozen"],
    ["there is no clock, no chance and no stack, as in SES", "tamed"],
    ["globals are gone that tests and sandboxes remove", "robbed"],
  ])("%s", async (_, how) => {
    expect(await logged([], how, when)).toMatchObject(ALL);
  });
});

describe("every record is written with", () => {
  test.concurrent.each([
    "--frozen-intrinsics",
    "--disable-proto=delete",
    "--disable-proto=throw",
    "--disallow-code-generation-from-strings",
    "--jitless",
  ])("%s", async (flag) => {
    expect(await logged([flag], "none", "early")).toMatchObject(ALL);
  });
});
