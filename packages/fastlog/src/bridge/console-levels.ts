import type { Level } from "../level.ts";

/**
 * Methods of `console` whose records have a level of their own. `dirxml` has that of `log`, `time` is for `timeLog` and
 * `timeEnd`, and `group` for labels of groups.
 */
export type ConsoleMethod =
  | "log"
  | "info"
  | "warn"
  | "error"
  | "debug"
  | "trace"
  | "dir"
  | "table"
  | "assert"
  | "count"
  | "time"
  | "group";

/** The usual levels of `console`'s methods. */
export const CONSOLE_LEVELS: Readonly<Record<ConsoleMethod, Level>> = {
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
  debug: "debug",
  trace: "trace",
  dir: "info",
  table: "info",
  assert: "error",
  count: "info",
  time: "info",
  group: "info",
};
