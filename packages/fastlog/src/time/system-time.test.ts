import { afterEach, describe, expect, test, vi } from "vitest";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("the time of a record", () => {
  test("comes from the program's Date", async () => {
    const { wallTime } = await import("./system-time.ts");
    vi.useFakeTimers({ now: 1_234_567 });
    expect(wallTime()).toBe(1_234_567);
    vi.setSystemTime(7_654_321);
    expect(wallTime()).toBe(7_654_321);
  });

  test("is a whole number of milliseconds", async () => {
    const { wallTime } = await import("./system-time.ts");
    vi.stubGlobal("Date", { now: () => 1234.9 });
    expect(wallTime()).toBe(1234);
  });

  test.each([
    ["NaN", () => Number.NaN],
    ["Infinity", () => Number.POSITIVE_INFINITY],
    ["a time after the last date", () => 8.64e15 + 1],
    ["the year 10000", () => 253_402_300_800_000],
    ["the year -1", () => -62_167_219_200_001],
    ["a bigint", () => 1n],
    ["nothing", () => undefined],
    [
      "an exception",
      () => {
        throw new Error("no time");
      },
    ],
  ])("is the system's where Date.now gives %s", async (_, now) => {
    const { systemTime, wallTime } = await import("./system-time.ts");
    const before = systemTime();
    vi.stubGlobal("Date", { now });
    expect(wallTime()).toBeGreaterThanOrEqual(before);
    expect(wallTime()).toBeLessThanOrEqual(systemTime());
  });

  test.each([{}, undefined, 5])("is the system's where Date is %s", async (replaced) => {
    const { systemTime, wallTime } = await import("./system-time.ts");
    const before = systemTime();
    vi.stubGlobal("Date", replaced);
    expect(wallTime()).toBeGreaterThanOrEqual(before);
  });
});

test("the clock of deadlines runs while every replaceable clock stands still", async () => {
  vi.useFakeTimers();
  vi.resetModules();
  const { uptime } = await import("./system-time.ts");
  const before = uptime();
  while (uptime() === before);
  expect(uptime()).toBeGreaterThan(before);
});

test("a process without hrtime.bigint has a clock in nanoseconds", async () => {
  vi.stubGlobal("process", Object.assign(Object.create(process), { hrtime: () => [0, 0] }));
  vi.resetModules();
  const { monotonic } = await import("./system-time.ts");
  const before = monotonic();
  while (monotonic() === before);
  expect(monotonic()).toBeGreaterThan(before);
});
