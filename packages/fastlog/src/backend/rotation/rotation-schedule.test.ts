import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Schedule } from "./rotation-schedule.ts";
import { offsetsOf } from "./time-zone.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The ends of so many periods, from a time on. */
function ends(from: string, count: number, every: number, at: number, zone: string): string[] {
  const schedule = new Schedule(every, at, offsetsOf(zone));
  const all: string[] = [];
  let time = Date.parse(from);
  for (let i = 0; i < count; i++) {
    time = schedule.endAfter(time);
    all.push(new Date(time).toISOString().slice(0, 16));
  }
  return all;
}

describe("in Berlin", () => {
  const BERLIN = "Europe/Berlin";

  test.each([
    // At 01:00 UTC it is 02:00, and then 03:00.
    ["a day is 23 hours", "2026-03-28T12:00Z", DAY, 0, ["2026-03-28T23:00", "2026-03-29T22:00"]],
    [
      "03:00 is an hour earlier",
      "2026-03-28T12:00Z",
      DAY,
      3 * HOUR,
      ["2026-03-29T01:00", "2026-03-30T01:00"],
    ],
    [
      "02:30 is not there, and the day ends at 03:30",
      "2026-03-28T12:00Z",
      DAY,
      2.5 * HOUR,
      ["2026-03-29T01:30", "2026-03-30T00:30"],
    ],
    [
      "six hours are five",
      "2026-03-28T20:00Z",
      6 * HOUR,
      0,
      ["2026-03-28T23:00", "2026-03-29T04:00", "2026-03-29T10:00"],
    ],
    ["hours are hours", "2026-03-29T00:30Z", HOUR, 0, ["2026-03-29T01:00", "2026-03-29T02:00"]],
  ])("on the day on which the clock is put forward %s", (_, from, every, at, expected) => {
    expect(ends(from, expected.length, every, at, BERLIN)).toEqual(expected);
  });

  test.each([
    // At 01:00 UTC it is 03:00, and then 02:00.
    ["a day is 25 hours", "2026-10-24T12:00Z", DAY, 0, ["2026-10-24T22:00", "2026-10-25T23:00"]],
    [
      "02:30 is there twice, and the day ends at the first",
      "2026-10-24T12:00Z",
      DAY,
      2.5 * HOUR,
      ["2026-10-25T00:30", "2026-10-26T01:30"],
    ],
    [
      "hours are hours",
      "2026-10-24T23:30Z",
      HOUR,
      0,
      ["2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00"],
    ],
    [
      "a quarter past each hour is one",
      "2026-10-24T23:30Z",
      HOUR,
      15 * MINUTE,
      ["2026-10-25T00:15", "2026-10-25T01:15", "2026-10-25T02:15"],
    ],
  ])("on the day on which the clock is put back %s", (_, from, every, at, expected) => {
    expect(ends(from, expected.length, every, at, BERLIN)).toEqual(expected);
  });
});

test.each([
  ["of half an hour", "Asia/Kolkata", "2026-06-01T00:00Z", HOUR, ["2026-06-01T00:30"]],
  ["of 45 minutes", "Asia/Kathmandu", "2026-06-01T00:00Z", DAY, ["2026-06-01T18:15"]],
  // The day of the change begins at 01:00 there.
  ["that skips midnight", "America/Sao_Paulo", "2018-11-03T12:00Z", DAY, ["2018-11-04T03:00"]],
  ["that skips a day", "Pacific/Apia", "2011-12-29T12:00Z", DAY, ["2011-12-30T10:00"]],
])("an offset %s counts", (_, zone, from, every, expected) => {
  expect(ends(from, expected.length, every, 0, zone)).toEqual(expected);
});

test("a leap day is a day", () => {
  expect(ends("2028-02-28T12:00Z", 3, DAY, 0, "utc")).toEqual([
    "2028-02-29T00:00",
    "2028-03-01T00:00",
    "2028-03-02T00:00",
  ]);
});

test.each([
  "utc",
  "local",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Pacific/Apia",
])(
  "whenever it is in the zone %s, a period ends later, and not much later than it is long",
  (zone) => {
    const times = fc.integer({ min: 0, max: Date.UTC(2040, 0) });
    const periods = fc.constantFrom(MINUTE, 7 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, DAY, 7 * DAY);
    const starts = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minutes) => minutes * MINUTE);
    const offsetAt = offsetsOf(zone);
    fc.assert(
      fc.property(times, periods, starts, (time, every, at) => {
        const end = new Schedule(every, at, offsetAt).endAfter(time);
        expect(end).toBeGreaterThan(time);
        // A zone may change its side of the date line.
        expect(end - time).toBeLessThanOrEqual(every + 25 * HOUR);
        const local = end + offsetAt(end) - at;
        const isStable = offsetAt(time) === offsetAt(end + DAY) && offsetAt(time) === offsetAt(end);
        if (isStable) expect([Math.abs(local % every), end - time <= every]).toEqual([0, true]);
      }),
    );
  },
);
