import { SystemDate } from "../../time/system-time.ts";

/**
 * How a date is written: RFC 3339 in UTC to the millisecond, microsecond or second, or local; or as
 * milliseconds since 1970, which is for JSON and not for templates.
 */
export type DateStyle = "ms" | "us" | "s" | "local" | "epoch";

/**
 * A wall time as RFC 3339. Microseconds come out as `000`: whoever knows them writes them over.
 * Local time has its offset, `+00:00` included, where UTC has `Z`.
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
