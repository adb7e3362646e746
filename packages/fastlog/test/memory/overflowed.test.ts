import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";

interface Report {
  readonly calls: number;
  readonly thrown: number;
  readonly before: number;
  readonly last: number;
  readonly counted: number;
}

async function overflow(...args: readonly string[]): Promise<Report> {
  const { code, report } = await run(program("overflowed.mjs", ...args));
  expect(code).toBe(0);
  return JSON.parse(report[0] as string);
}

describe.each(["text", "json", "logfmt", "syslog"])("a full stack, and %s:", (format) => {
  test.concurrent.each([
    ["messages", "fatal"],
    ["messages", "trace"],
    ["calls", "fatal"],
    ["calls", "trace"],
    ["errors", "error"],
    ["children", "fatal"],
    ["events", "trace"],
    ["contexts", "fatal"],
  ])("every record of %s is written or counted, with flushOn: %s", async (kind, flushOn) => {
    const { before, calls, thrown } = await overflow(format, kind, flushOn);
    expect(before).toBeLessThanOrEqual(calls);
    expect(before + thrown).toBeGreaterThanOrEqual(calls);
  });

  // JavaScript throws there before the function runs.
  test.concurrent("only a call that cannot be entered throws, and has no record", async () => {
    const { before, calls, thrown } = await overflow(format, "messages", "error");
    expect(before).toBe(calls - thrown);
  });

  test.concurrent.each(["messages", "calls", "errors", "children", "events", "contexts", "inside"])(
    "after %s all of the next 1,000 lines are there",
    async (kind) => {
      expect(await overflow(format, kind, "error")).toMatchObject({ last: 1_000, counted: 1_000 });
    },
  );
});
