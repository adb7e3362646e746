import { SystemDate } from "../../time/system-time.ts";

/**
 * Style of a date: RFC 3339 in UTC to the millisecond, microsecond or second, or in local time; or milliseconds
 * since 1970, for JSON only.
 */
export type DateStyle = "ms" | "us" | "s" | "local" | "epoch";

/**
 * Formats a wall time by RFC 3339. Microseconds are written as `000`, for the caller to overwrite. Local time has
 * an offset, `+00:00` included, where UTC has `Z`.
 */
export function formatDate(wallMs: number, style: DateStyle): string {
  if (style === "local") return formatLocal(wallMs);
  if (style === "epoch") return String(wallMs);
  const iso = new SystemDate(wallMs).toISOString();
  if (style === "s") return `${iso.slice(0, -5)}Z`;
  return style === "us" ? `${iso.slice(0, -1)}000Z` : iso;
}

function formatLocal(wallMs: number): string {
  const offset = -new SystemDate(wallMs).getTimezoneOffset();
  const iso = new SystemDate(wallMs + offset * 60_000).toISOString();
  const distance = Math.abs(offset);
  const hours = String(Math.floor(distance / 60)).padStart(2, "0");
  const minutes = String(distance % 60).padStart(2, "0");
  return `${iso.slice(0, -1)}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
}
