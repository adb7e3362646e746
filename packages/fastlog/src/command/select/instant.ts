import { SystemDate } from "../../time/system-time.ts";
import { UsageError } from "../usage-error.ts";

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const EXPECTED =
  "expected a date (2026-11-30, 2026-11-30T14:30:00Z), a time of day (14:30), or how long ago it was (10m, 1h30m)";

/**
 * The moment that a text names, in milliseconds since 1970: a date of RFC 3339, with or without its time and offset; a time
 * of day, which is the last one before `now`; `10m` or `-10m`, which is 10 minutes before `now`; `now`, `today` or
 * `yesterday`. A date without an offset is local time, or UTC.
 *
 * @throws UsageError for any other text.
 */
export function instantOf(text: string, now: number, isUtc: boolean, option: string): number {
  const trimmed = text.trim();
  const found =
    word(trimmed, now, isUtc) ??
    ago(trimmed, now) ??
    timeOfDay(trimmed, now, isUtc) ??
    date(trimmed, isUtc);
  if (found === undefined || Number.isNaN(found)) {
    throw new UsageError(`${option}: invalid time ${JSON.stringify(text)} (${EXPECTED})`);
  }
  return found;
}

function word(text: string, now: number, isUtc: boolean): number | undefined {
  if (text === "now") return now;
  if (text === "today") return dayOf(now, 0, isUtc);
  return text === "yesterday" ? dayOf(now, -1, isUtc) : undefined;
}

/** The start of a day. */
function dayOf(now: number, days: number, isUtc: boolean): number {
  const date = new SystemDate(now);
  return isUtc
    ? SystemDate.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + days)
    : new SystemDate(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

function ago(text: string, now: number): number | undefined {
  const pattern = /^-?((?:\d{1,9}(?:\.\d{1,3})?(?:ms|s|min|m|h|d|w))+)(?: ago)?$/;
  const [, spans] = pattern.exec(text) ?? [];
  if (spans === undefined) return undefined;
  let ms = 0;
  for (const [, count, unit = ""] of spans.matchAll(/([\d.]+)(ms|s|min|m|h|d|w)/g)) {
    ms += Number(count) * UNITS[unit]!;
  }
  return now - ms;
}

function timeOfDay(text: string, now: number, isUtc: boolean): number | undefined {
  const [whole, hour, minute, second = "0", fraction = "0"] =
    /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(text) ?? [];
  if (whole === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60)
    return undefined;
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  const ms = Math.floor(Number(`0.${fraction}`) * 1000);
  const at = (days: number) => {
    const date = new SystemDate(dayOf(now, days, isUtc));
    return isUtc ? date.setUTCHours(h, m, s, ms) : date.setHours(h, m, s, ms);
  };
  const today = at(0);
  return today <= now ? today : at(-1);
}

function date(text: string, isUtc: boolean): number | undefined {
  const pattern =
    /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:[.,]\d{1,9})?)?(?:([Zz])|([+-]\d{2}):?(\d{2}))?)?$/;
  const [whole, day = "", time = "00:00", seconds = ":00", z, hours, minutes] =
    pattern.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const offset =
    z !== undefined || (hours === undefined && isUtc)
      ? "Z"
      : hours === undefined
        ? ""
        : `${hours}:${minutes}`;
  const iso = `${day}T${time}${seconds.replace(",", ".")}${offset}`;
  const ms = SystemDate.parse(iso);
  // `Date` takes 30 February for a day in March.
  const start = new SystemDate(`${day}T00:00Z`);
  const isReal = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(day);
  return isReal ? ms : Number.NaN;
}
