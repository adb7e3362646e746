const { uptime: seconds } = process;
const hrtime = process.hrtime as { readonly bigint?: () => bigint } | undefined;

/**
 * Milliseconds since the process began. Reads a clock that never steps and that tests do not replace: with a
 * replaced `performance` or `process.hrtime` that stands still, a deadline would never be reached.
 */
export function uptime(): number {
  return seconds() * 1000;
}

/** Nanoseconds from the `process.hrtime.bigint` that was there when fastlog was loaded. */
export const monotonic: () => bigint =
  hrtime?.bigint ?? (() => BigInt(Math.round(seconds() * 1e9)));

/** The class `Date` that was there when fastlog was loaded; formats and parses dates. */
export const SystemDate: DateConstructor = Date;
const { now: systemNow } = Date;

/** Milliseconds since 1970 by the system's clock, even if a test replaced `Date`. Used for the age of files. */
export function systemTime(): number {
  const now = systemNow();
  return Number.isFinite(now) ? now : timeByOrigin();
}

/**
 * Milliseconds since 1970, computed from the start of the process. Used where `Date` had no clock when fastlog was
 * loaded, as in a hardened environment (SES).
 */
function timeByOrigin(): number {
  const { performance } = process.getBuiltinModule("node:perf_hooks");
  return Math.floor(performance.timeOrigin + performance.now());
}

/** Milliseconds since 1970 of the years 0 to 9999, the range of RFC 3339. */
const FIRST = -62_167_219_200_000;
const LAST = 253_402_300_799_999;

/**
 * Milliseconds since 1970 for a record, as the program's `Date` gives them, so that a test that replaces `Date`
 * finds its own time in the lines. Falls back to the system's clock if that is no date of RFC 3339.
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
