import { LEVELS } from "./level.ts";
import { OWN_LEVELS } from "./own-levels.ts";

/** Keyword of a severity of syslog. */
export type SyslogSeverity =
  | "emerg"
  | "alert"
  | "crit"
  | "err"
  | "warning"
  | "notice"
  | "info"
  | "debug";

/** Severities of syslog and the journal by keyword (RFC 5424, section 6.2.1, and syslog(3)). */
export const SYSLOG_SEVERITIES: Readonly<Record<SyslogSeverity, number>> = {
  emerg: 0,
  alert: 1,
  crit: 2,
  err: 3,
  warning: 4,
  notice: 5,
  info: 6,
  debug: 7,
};

/**
 * Severity of syslog and the journal for a level's number. A fatal record is `crit`: `emerg` means that the whole
 * system is unusable, and receivers print it on every terminal.
 */
export function severityOf(level: number): number {
  return OWN_LEVELS.byNumber[level]?.severity ?? usualSeverity(level);
}

/** Severity of a level whose definition names none. `notice` is what lies between `info` and `warn`. */
export function usualSeverity(level: number): number {
  if (level >= LEVELS.fatal) return SYSLOG_SEVERITIES.crit;
  if (level >= LEVELS.error) return SYSLOG_SEVERITIES.err;
  if (level >= LEVELS.warn) return SYSLOG_SEVERITIES.warning;
  if (level > LEVELS.info) return SYSLOG_SEVERITIES.notice;
  return level === LEVELS.info ? SYSLOG_SEVERITIES.info : SYSLOG_SEVERITIES.debug;
}

/** The four numbers of OpenTelemetry for each of its six names divide the ten between two levels. */
const NUMBERS_PER_LEVEL = 4;
const MOST_SEVERE = 24;

/**
 * `SeverityNumber` of OpenTelemetry's data model of logs for a level's number: `trace` is 1, `debug` 5, `info` 9,
 * `warn` 13, `error` 17, `fatal` 21, and a level between two of them has a number between theirs.
 */
export function otelSeverity(level: number): number {
  const number = Math.floor(((level - LEVELS.trace) * NUMBERS_PER_LEVEL) / 10) + 1;
  return Math.min(MOST_SEVERE, Math.max(1, number));
}
