import { afterEach, expect, test } from "vitest";
import { isTimeZone, offsetsOf } from "./time-zone.ts";

const HOUR = 3_600_000;
const { env }: { readonly env: { TZ?: string } } = process;
const { TZ } = env;

afterEach(() => {
  if (TZ === undefined) delete env.TZ;
  else env.TZ = TZ;
});

test.each(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"])(
  "where TZ is %s, the offsets of local are those of that zone, each half an hour of the year",
  (zone) => {
    env.TZ = zone;
    const [local, named] = [offsetsOf("local"), offsetsOf(zone)];
    const differences: string[] = [];
    for (let time = Date.UTC(2028, 0); time < Date.UTC(2029, 0); time += HOUR / 2) {
      if (local(time) !== named(time)) differences.push(new Date(time).toISOString());
    }
    expect(differences).toEqual([]);
  },
);

test.each([
  ["Europe/Berlin", "2026-03-29T00:59:59Z", HOUR],
  ["Europe/Berlin", "2026-03-29T01:00:00Z", 2 * HOUR],
  ["Europe/Berlin", "2026-10-25T00:59:59Z", 2 * HOUR],
  ["Europe/Berlin", "2026-10-25T01:00:00Z", HOUR],
  ["utc", "2026-07-01T00:00:00Z", 0],
  ["America/St_Johns", "2026-01-01T00:00:00.999Z", -3.5 * HOUR],
  ["Asia/Kathmandu", "1969-12-31T23:59:59.500Z", 5.5 * HOUR],
])("in %s at %s it is so much later than in UTC: %d ms", (zone, time, offset) => {
  expect(offsetsOf(zone)(Date.parse(time)) + 0).toBe(offset);
});

test.each([
  ["local", true],
  ["utc", true],
  ["UTC", true],
  ["Europe/Berlin", true],
  ["Berlin", false],
  ["", false],
  [7, false],
])("that %j is a time zone is %j", (zone, is) => {
  expect(isTimeZone(zone)).toBe(is);
});
