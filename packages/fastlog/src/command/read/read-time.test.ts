import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeReader } from "./read-time.ts";

const times = new TimeReader();
const AT = Date.UTC(2026, 10, 30, 3, 54, 20, 961);

function numberOf(text: string): [ms: number, ns: number] {
  const { ms, ns } = times.number(Buffer.from(text), 0, text.length);
  return [ms, ns];
}

test.each<[string, number, number]>([
  ["1796010860961", AT, 0],
  ["1796010860.961", AT, 0],
  ["1796010860.961234567", AT, 234_567],
  ["1796010860", AT - 961, 0],
  ["1796010860961234", AT, 234_000],
  ["1796010860961234567", AT, 234_567],
  ["1.796010860961e9", AT, 0],
  ["0", 0, 0],
])("the number %s is a time", (text, ms, ns) => {
  expect(numberOf(text)).toEqual([ms, ns]);
});

test.each<[string, number, number]>([
  ["2026-11-30T03:54:20.961Z", AT, 0],
  ["2026-11-30T03:54:20.961234567Z", AT, 234_567],
  ["2026-11-30t03:54:20,961z", AT, 0],
  ["2026-11-30 03:54:20.961Z", AT, 0],
  ["2026-11-30T03:54:20Z", AT - 961, 0],
  ["2026-11-30T04:54:20.961+01:00", AT, 0],
  ["2026-11-29T22:24:20.961-0530", AT, 0],
  ["1796010860961", AT, 0],
  ["Mon, 30 Nov 2026 03:54:20 GMT", AT - 961, 0],
])("the text %s is a time", (text, ms, ns) => {
  expect(times.ofText(text)).toMatchObject({ ms, ns });
});

test.each(["", "x", "2026-11-30T", "2026-11-30T03:54:20.961", "99999999999999999999999", "12:30"])(
  "%j is no moment, or one of local time",
  (text) => {
    const { ms } = times.ofText(text);
    const local = Date.parse(text);
    expect(ms).toBe(text.startsWith("2026") ? local : Number.NaN);
  },
);

test("a date of any day is that of Date", () => {
  const dates = fc.date({
    min: new Date("1000-01-01"),
    max: new Date("9999-12-31"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(dates, (date) => {
      expect(times.ofText(date.toISOString()).ms).toBe(date.getTime());
    }),
  );
});
