import type { LevelName, PinoLevels, RecordLevel } from "../level.ts";
import type { RateText } from "../limit/rules.ts";
import type { OwnLevel } from "../own-levels.ts";
import type { ChildOptions } from "./child-options.ts";
import type { Site } from "./is-site.ts";
import type { Fields, LogAtFunction, LogFunction } from "./signatures.ts";

/** Logs records. Its functions work on their own: `const { info } = logger("dep1")`. */
export interface Logger {
  /** Target of its records; `undefined` if it is that of the calling module. */
  readonly target: string | undefined;
  /**
   * The most verbose level that passes now; `silent` if none does. Once set, it takes the place of the program's filter
   * for this logger and the children that it makes afterwards. A filter of `LOG` or `setFilter` has the last word: a
   * level never opens what it closes. Functions that were taken out of the logger before keep their level.
   */
  get level(): RecordLevel | "silent";
  set level(level: LevelName | OwnLevel | "silent" | "off");
  /** The number of `level`; `Infinity` if it is `silent`. */
  readonly levelVal: number;
  /** The text before each message, `""` if there is none: see {@link ChildOptions}. */
  readonly msgPrefix: string;
  /** The levels by name and by number, as in pino. */
  readonly levels: PinoLevels;
  /** Logs that the program cannot go on. The operating system has the record when the call returns. */
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
  /** Logs at the given level: `log.log("warn", "disk {}", "full")`. */
  readonly log: LogAtFunction;
  /** Logs at `trace`. The name is Nest's. */
  readonly verbose: LogFunction;
  /** Whether a record of that level would pass the filter now. A `/regex` of the filter is not considered. */
  readonly isEnabled: (level: LevelName | OwnLevel | number) => boolean;
  /** Same as `isEnabled`, under pino's name. */
  readonly isLevelEnabled: (level: LevelName | OwnLevel | number) => boolean;
  /**
   * Makes a logger with more fields in its records. Copies the fields now. If a name is given twice, the record's
   * field beats the child's, and the child's beats its parent's. `null` and `undefined` add no fields. Throws
   * `ERR_FASTLOG_INVALID_FIELDS` for any other value that is no object, and `ERR_FASTLOG_INVALID_OPTION` for an
   * invalid `redact` or `msgPrefix`.
   */
  child(fields?: Fields | null, options?: ChildOptions): Logger;
  /**
   * A logger that keeps so many records of one kind in a second, a minute or an hour, and holds back the others:
   * `log.limit("10/s").warn("no answer from {}", host)`. Records with the same template, level and target are one kind,
   * whichever logger they come from. When the time is over, a record says how many were held back. The logger may be
   * made at each call. Throws `ERR_FASTLOG_INVALID_OPTION` for an invalid rate.
   */
  limit(rate: RateText): Logger;
  /**
   * A logger that keeps the first of each `count` records of one kind. Those that are kept say how many were held back
   * since the last one, in the field `heldBack`. Throws `ERR_FASTLOG_INVALID_OPTION` unless it is a whole number from 1.
   */
  every(count: number): Logger;
  /** A logger that keeps the first record of each kind: `log.once().warn("the option {} is deprecated", name)`. */
  once(): Logger;
  /** The fields bound to this logger, its parents' included. */
  bindings(): Record<string, unknown>;
  /** Binds more fields to this logger itself. Functions that were taken out of it before do not have them. */
  setBindings(fields: Fields): void;
  /**
   * Hands everything that was logged to the operating system, then calls `callback`; with an error if that failed.
   */
  flush(callback?: (error?: Error) => void): void;
}

/**
 * Logs an event with its fields, through the given logger or, without one, as a plain call. Generated code passes the site
 * of the call, one without a template.
 */
export type EventFunction<Fields = unknown> = (fields: Fields, through?: Logger | Site) => void;
