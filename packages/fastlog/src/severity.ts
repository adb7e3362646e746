import type { Level } from "./level.ts";

/**
 * Severities of syslog and the journal (RFC 5424, section 6.2.1). A fatal record is `crit`: `emerg` means that the
 * whole system is unusable, and receivers print it on every terminal.
 */
export const SEVERITIES: Readonly<Record<Level, number>> = {
  fatal: 2,
  error: 3,
  warn: 4,
  info: 6,
  debug: 7,
  trace: 7,
};
