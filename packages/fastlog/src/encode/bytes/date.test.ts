import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { formatDate } from "./date.ts";

const environment: { TZ?: string } = process.env;
const zone = environment.TZ;
afterEach(() => {
  if (zone === undefined) delete environment.TZ;
  else environment.TZ = zone;
});

const TIME = Date.UTC(2026, 10, 21, 3, 8, 25, 902);

test.each([
  ["ms", "2026-11-21T03:08:25.902Z"],
  ["us", "2026-11-21T03:08:25.902000Z"],
  ["ns", "2026-11-21T03:08:25.902000000Z"],
  ["s", "2026-11-21T03:08:25Z"],
] as const)("a date to the %s is %s", (style, text) => {
  expect(formatDate(TIME, style)).toBe(text);
});

test.each([
  ["epoch", "1795230505902"],
  ["epoch-s", "1795230505.902"],
  ["epoch-us", "1795230505902000"],
  ["epoch-ns", "1795230505902000000"],
] as const)("a time of the style %s is %s", (style, text) => {
  expect(formatDate(TIME, style)).toBe(text);
});

test("a date to the second is cut, not rounded", () => {
  expect(formatDate(TIME + 97, "s")).toBe("2026-11-21T03:08:25Z");
  expect(formatDate(TIME + 98, "s")).toBe("2026-11-21T03:08:26Z");
});

test.each([
  ["UTC", "2026-11-21T03:08:25.902+00:00"],
  ["Europe/Berlin", "2026-11-21T04:08:25.902+01:00"],
  ["America/New_York", "2026-11-20T22:08:25.902-05:00"],
  ["America/St_Johns", "2026-11-20T23:38:25.902-03:30"],
  ["Asia/Kathmandu", "2026-11-21T08:53:25.902+05:45"],
  ["Pacific/Kiritimati", "2026-11-21T17:08:25.902+14:00"],
  ["Pacific/Pago_Pago", "2026-11-20T16:08:25.902-11:00"],
])("a local date in %s has its offset: %s", (zone, text) => {
  environment.TZ = zone;
  expect(formatDate(TIME, "local")).toBe(text);
});

test.each([
  [Date.UTC(2026, 2, 29, 0, 59, 59, 999), "2026-03-29T01:59:59.999+01:00"],
  [Date.UTC(2026, 2, 29, 1, 0, 0, 0), "2026-03-29T03:00:00.000+02:00"],
  [Date.UTC(2026, 9, 25, 0, 59, 59, 999), "2026-10-25T02:59:59.999+02:00"],
  [Date.UTC(2026, 9, 25, 1, 0, 0, 0), "2026-10-25T02:00:00.000+01:00"],
])("a local date around a change of the offset, %i, is %s", (time, text) => {
  environment.TZ = "Europe/Berlin";
  expect(formatDate(time, "local")).toBe(text);
});

test("a local date is the same instant in every time zone", () => {
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata", "America/Caracas");
  const times = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
  fc.assert(
    fc.property(zones, times, (zone, time) => {
      environment.TZ = zone;
      expect(Date.parse(formatDate(time, "local"))).toBe(time);
    }),
  );
});

test("all dates of a style have the same length", () => {
  const times = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
  fc.assert(
    fc.property(times, (time) => {
      const lengths = (["ms", "us", "s"] as const).map((style) => formatDate(time, style).length);
      expect(lengths).toEqual([24, 27, 20]);
    }),
  );
});
