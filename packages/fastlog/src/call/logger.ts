import type { Level, LevelName, PinoLevels } from "../level.ts";
import type { ChildOptions } from "./child-options.ts";
import type { Fields, LogAtFunction, LogFunction } from "./signatures.ts";

/**
 * What records are logged through. Its log functions may be taken out of it and called on their own:
 * `const { info } = logger("dep1")`.
 */
export interface Logger {
  /** The target that its records have; `undefined` where it is the calling module's. */
  readonly target: string | undefined;
  /**
   * The most verbose level that passes now; `silent` where none does. To set it narrows what this logger
   * and the children that it makes from then on let pass, and never opens what the filter closes. Functions
   * that were taken out of the logger before keep the level that they had.
   */
  get level(): Level | "silent";
  set level(level: LevelName | "silent" | "off");
  /** The levels by name, and by number as pino has them. */
  readonly levels: PinoLevels;
  /** Logs that the program cannot go on; the operating system has the record when the call returns. */
  readonly fatal: LogFunction;
  /** Logs that something failed: `log.error(err)`, `log.error(err, "no answer")`, `log.error("no answer", { err })`. */
  readonly error: LogFunction;
  /** Logs what may become a failure. */
  readonly warn: LogFunction;
  /** Logs what an operator wants to know: `log.info("listening on {}", port)`, `log.info("done", { ms })`. */
  readonly info: LogFunction;
  /** Logs what a developer wants to know. */
  readonly debug: LogFunction;
  /** Logs every step. */
  readonly trace: LogFunction;
  /** Logs nothing, whatever the filter says. */
  readonly silent: LogFunction;
  /** Logs at a level that is given: `log.log("warn", "disk {}", "full")`. */
  readonly log: LogAtFunction;
  /** Logs as `trace` does. It is the name that Nest has for that. */
  readonly verbose: LogFunction;
  /** Whether a record of that level would pass the filter now (before a `/regex`, if it has one). */
  readonly isEnabled: (level: LevelName | number) => boolean;
  /** The same by the name that pino has for it. */
  readonly isLevelEnabled: (level: LevelName | number) => boolean;
  /**
   * A logger whose records have more fields. They are taken as they are now. Where a name is
   * given twice, the record's own field beats the child's, and that its parent's. `null` and
   * `undefined` are no fields. Throws `ERR_FASTLOG_INVALID_FIELDS` for what is no object, and
   * `ERR_FASTLOG_INVALID_OPTION` for a `redact` or `msgPrefix` that cannot be used.
   */
  child(fields?: Fields | null, options?: ChildOptions): Logger;
  /** The fields that are bound to this logger, those of its parents included. */
  bindings(): Record<string, unknown>;
  /** Binds more fields to this very logger. Functions that were taken out of it before do not have them. */
  setBindings(fields: Fields): void;
  /**
   * Hands all that was logged to the operating system; then calls `callback`, with an error where that
   * could not be done.
   */
  flush(callback?: (error?: Error) => void): void;
}

/** Logs an event with its fields: through the logger that is given, else as a plain call does. */
export type EventFunction<Fields = unknown> = (fields: Fields, through?: Logger) => void;
