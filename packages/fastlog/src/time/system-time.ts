const { uptime: seconds } = process;
const hrtime = process.hrtime as { readonly bigint?: () => bigint } | undefined;

/**
 * Milliseconds since the process began, by a clock that never steps and that nobody replaces: tests replace
 * `performance` and `process.hrtime`, and a deadline by one that stands still is never reached.
 */
export function uptime(): number {
  return seconds() * 1000;
}

/** Nanoseconds, as `process.hrtime.bigint()` gave them when fastlog was loaded. */
export const monotonic: () => bigint =
  hrtime?.bigint ?? (() => BigInt(Math.round(seconds() * 1e9)));

/** The class `Date` as it was when fastlog was loaded: for what writes and reads dates. */
export const SystemDate: DateConstructor = Date;
const { now: systemNow } = Date;

/** Milliseconds since 1970 by the system's clock, whatever tests made of `Date`: for the age of files. */
export function systemTime(): number {
  const now = systemNow();
  return Number.isFinite(now) ? now : timeByOrigin();
}

/** Where there was no clock when fastlog was loaded, as in a hardened environment (SES): by when the process began. */
function timeByOrigin(): number {
  const { performance } = process.getBuiltinModule("node:perf_hooks");
  return Math.floor(performance.timeOrigin + performance.now());
}

/** The years 0 to 9999, which RFC 3339 can write, in milliseconds since 1970. */
const FIRST = -62_167_219_200_000;
const LAST = 253_402_300_799_999;

/**
 * Milliseconds since 1970 for a record: what the program takes for the time, so that a test that replaces
 * `Date` finds its own time in the lines. Where that is no date of RFC 3339, the system's.
 */
export function wallTime(): number {
  const time = programTime();
  return typeof time === "number" && time >= FIRST && time <= LAST
    ? Math.floor(time)
    : systemTime();
}

function programTime(): unknown {
  try {
    return Date.now();
  } catch {
    return undefined;
  }
}
