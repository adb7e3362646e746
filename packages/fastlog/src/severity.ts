import type { Level } from "./level.ts";

/**
 * The severities of syslog, and so of the journal (RFC 5424, section 6.2.1). A fatal record is `crit`:
 * `emerg`, which means that the whole system is unusable, is what receivers write on every terminal.
 */
export const SEVERITIES: Readonly<Record<Level, number>> = {
  fatal: 2,
  error: 3,
  warn: 4,
  info: 6,
  debug: 7,
  trace: 7,
};
