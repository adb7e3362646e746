import { SystemDate } from "../../time/system-time.ts";

/**
 * Style of a date: RFC 3339 in UTC to the millisecond, microsecond, nanosecond or second, or in local time; or the
 * time since 1970 in milliseconds, seconds with three decimals, microseconds or nanoseconds.
 */
export type DateStyle =
  | "ms"
  | "us"
  | "ns"
  | "s"
  | "local"
  | "epoch"
  | "epoch-s"
  | "epoch-us"
  | "epoch-ns";

/** Number of digits after the milliseconds. They are those of the record, not of the millisecond. */
export const FINE_DIGITS: Readonly<Record<DateStyle, 0 | 3 | 6>> = {
  ms: 0,
  us: 3,
  ns: 6,
  s: 0,
  local: 0,
  epoch: 0,
  "epoch-s": 0,
  "epoch-us": 3,
  "epoch-ns": 6,
};

/**
 * Formats a wall time. {@link FINE_DIGITS} are written as zeros, for the caller to overwrite. Local time has an
 * offset, `+00:00` included, where UTC has `Z`.
 */
export function formatDate(wallMs: number, style: DateStyle): string {
  switch (style) {
    case "local":
      return formatLocal(wallMs);
    case "epoch":
      return String(wallMs);
    case "epoch-s":
      return (wallMs / 1000).toFixed(3);
    case "epoch-us":
    case "epoch-ns":
      // Not a product: nanoseconds since 1970 are no exact double.
      return wallMs === 0 ? "0" : `${wallMs}${"0".repeat(FINE_DIGITS[style])}`;
  }
  const iso = new SystemDate(wallMs).toISOString();
  if (style === "s") return `${iso.slice(0, -5)}Z`;
  return `${iso.slice(0, -1)}${"0".repeat(FINE_DIGITS[style])}Z`;
}

function formatLocal(wallMs: number): string {
  const offset = -new SystemDate(wallMs).getTimezoneOffset();
  const iso = new SystemDate(wallMs + offset * 60_000).toISOString();
  const distance = Math.abs(offset);
  const hours = String(Math.floor(distance / 60)).padStart(2, "0");
  const minutes = String(distance % 60).padStart(2, "0");
  return `${iso.slice(0, -1)}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
}
