import { expect, test } from "vitest";
import { instantOf } from "./instant.ts";

const NOW = Date.UTC(2026, 10, 30, 12, 0, 0);
const at = (text: string) => new Date(instantOf(text, NOW, true, "--since")).toISOString();

test.each([
  ["2026-11-30T10:00:00Z", "2026-11-30T10:00:00.000Z"],
  ["2026-11-30T10:00:00.123456Z", "2026-11-30T10:00:00.123Z"],
  ["2026-11-30T10:00:00+02:00", "2026-11-30T08:00:00.000Z"],
  ["2026-11-30T10:00:00+0200", "2026-11-30T08:00:00.000Z"],
  ["2026-11-30 10:00", "2026-11-30T10:00:00.000Z"],
  ["2026-11-30", "2026-11-30T00:00:00.000Z"],
  ["10m", "2026-11-30T11:50:00.000Z"],
  ["-1h", "2026-11-30T11:00:00.000Z"],
  ["1h30m", "2026-11-30T10:30:00.000Z"],
  ["1.5h", "2026-11-30T10:30:00.000Z"],
  ["90s ago", "2026-11-30T11:58:30.000Z"],
  ["2d", "2026-11-28T12:00:00.000Z"],
  ["11:30", "2026-11-30T11:30:00.000Z"],
  ["11:30:15.5", "2026-11-30T11:30:15.500Z"],
  ["14:30", "2026-11-29T14:30:00.000Z"],
  ["now", "2026-11-30T12:00:00.000Z"],
  ["today", "2026-11-30T00:00:00.000Z"],
  ["yesterday", "2026-11-29T00:00:00.000Z"],
])("%s is %s", (text, instant) => {
  expect(at(text)).toBe(instant);
});

test("a time without an offset is local, unless UTC is asked for", () => {
  expect(instantOf("2026-11-30 10:00", NOW, false, "--since")).toBe(
    new Date(2026, 10, 30, 10).getTime(),
  );
  expect(instantOf("today", NOW, false, "--since")).toBe(new Date(NOW).setHours(0, 0, 0, 0));
});

test.each([
  "",
  "x",
  "25:00",
  "10",
  "10x",
  "2026-02-30",
  "2026-13-01",
  "2026-11-30T25:00Z",
  "1h-1m",
  "\u001b[2J",
])("%j is no time", (text) => {
  expect(() => at(text)).toThrow(`--since: invalid time ${JSON.stringify(text)} (expected a date`);
});
