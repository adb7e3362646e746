import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import type { Level } from "../level.ts";

/** A level, by Nest's name. */
export type NestLevel = "fatal" | "error" | "warn" | "log" | "debug" | "verbose";

/** Nest's names of the levels, most severe first, and fastlog's. */
export const NEST_LEVELS: Readonly<Record<NestLevel, Level>> = {
  fatal: "fatal",
  error: "error",
  warn: "warn",
  log: "info",
  debug: "debug",
  verbose: "trace",
};

const NAMES = Object.keys(NEST_LEVELS) as readonly NestLevel[];

/**
 * The levels that a list lets pass: those of the list, and, as in Nest, all that are more severe than the most severe
 * of them. Throws for an unknown level.
 */
export function passingLevels(listed: readonly NestLevel[]): ReadonlySet<NestLevel> {
  for (const level of listed) {
    if (NAMES.includes(level)) continue;
    const meant = NAMES.find((name) => NEST_LEVELS[name] === level);
    const question = meant === undefined ? "" : `; did you mean "${meant}"?`;
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_LEVEL",
      `invalid level ${show(level)} (expected ${NAMES.join(", ")})${question}`,
    );
  }
  const most = NAMES.findIndex((name) => listed.includes(name));
  return new Set(NAMES.filter((name, i) => i < most || listed.includes(name)));
}

/** The most verbose of these levels, by fastlog's name. */
export function leastOf(passing: ReadonlySet<NestLevel>): Level | "silent" {
  const least = NAMES.findLast((name) => passing.has(name));
  return least === undefined ? "silent" : NEST_LEVELS[least];
}
