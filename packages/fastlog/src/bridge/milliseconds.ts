import { uptime } from "../time/system-time.ts";

/** Milliseconds since a time of {@link uptime}, to a microsecond. */
export function millisecondsSince(start: number): number {
  return Math.round((uptime() - start) * 1000) / 1000;
}
