import { SystemDate } from "../../time/system-time.ts";

/** Offset of local time from UTC at a time, in milliseconds. */
export type OffsetAt = (time: number) => number;

const MINUTE = 60_000;

/** Whether a text names a time zone: `local`, that of the process, or a name that `Intl` knows. */
export function isTimeZone(zone: unknown): boolean {
  if (typeof zone !== "string" || zone === "") return false;
  if (zone === "local") return true;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Returns the offsets of a time zone. Throws a `RangeError` for an unknown name. */
export function offsetsOf(zone: string): OffsetAt {
  if (zone === "local") return (time) => -new SystemDate(time).getTimezoneOffset() * MINUTE;
  if (/^utc$/i.test(zone)) return () => 0;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (time) => {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(time)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const local = SystemDate.UTC(year, month - 1, day, hour, minute, second);
    return local - Math.floor(time / 1000) * 1000;
  };
}
