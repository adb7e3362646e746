import type { Fields, LogAtFunction, LogFunction } from "../call/signatures.ts";
import { FastlogError } from "../errors.ts";
import { LEVELS, type LevelName, levelOf, OFF, recordLevel } from "../level.ts";
import type { Gate } from "./gates.ts";
import { isFields } from "./plain-value.ts";
import { copyOf } from "./rendered.ts";

/** Options of a child logger in a browser. */
export interface BrowserChildOptions {
  /** The most verbose level that the child logs; it never opens what the filter closes. */
  readonly level?: LevelName | "silent" | "off" | undefined;
  /** Text before each message of the child and its children. */
  readonly msgPrefix?: string | undefined;
}

/** Logs records of a target in a browser. Its functions work on their own: `const { info } = logger("cart")`. */
export interface BrowserLogger {
  /** Target of its records; `undefined` for that of the plain functions. */
  readonly target: string | undefined;
  /** The most verbose level that passes now; `silent` if none does. */
  readonly level: string;
  readonly fatal: LogFunction;
  readonly error: LogFunction;
  readonly warn: LogFunction;
  readonly info: LogFunction;
  readonly debug: LogFunction;
  readonly trace: LogFunction;
  /** Logs nothing, whatever the filter says. */
  readonly silent: LogFunction;
  /** Logs at the given level: `log.log("warn", "disk {}", "full")`. */
  readonly log: LogAtFunction;
  /** Whether a record of that level would pass the filter now. An expression after `/` is not considered. */
  readonly isEnabled: (level: LevelName | number) => boolean;
  /** Same as `isEnabled`, under pino's name. */
  readonly isLevelEnabled: (level: LevelName | number) => boolean;
  /** Makes a logger with more fields in its records. Throws `ERR_FASTLOG_INVALID_FIELDS`. */
  child(fields?: Fields | null, options?: BrowserChildOptions): BrowserLogger;
  /** The fields bound to this logger, its parents' included. */
  bindings(): Record<string, unknown>;
}

/** Takes the calls that passed a gate. Must not throw. */
export type Take = (level: number, source: Source, args: readonly unknown[]) => void;

/** Properties of all records of a logger. */
export interface Source {
  readonly gate: Gate;
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly prefix: string;
  /** Level below which this logger is silent, whatever the filter says. */
  readonly least: number;
}

type AnyFunction = (...args: readonly unknown[]) => void;

/** Makes a logger. `target` is `undefined` for that of the plain functions. */
export function makeLogger(take: Take, source: Source, target: string | undefined): BrowserLogger {
  const { gate, least } = source;
  const passes = (level: number) => level >= gate.threshold && level >= least;
  const at = (level: number): LogFunction => {
    const log: AnyFunction = (...args) => {
      if (passes(level)) take(level, source, args);
    };
    return log as unknown as LogFunction;
  };
  const log: AnyFunction = (...args) => {
    const [level, given] = leading(args);
    if (passes(level)) take(level, source, given);
  };
  const isEnabled = (level: LevelName | number) => passes(recordLevel(level) ?? LEVELS.info);
  return {
    target,
    get level() {
      const threshold = Math.max(gate.threshold, least);
      return threshold >= OFF ? "silent" : levelOf(threshold);
    },
    fatal: at(LEVELS.fatal),
    error: at(LEVELS.error),
    warn: at(LEVELS.warn),
    info: at(LEVELS.info),
    debug: at(LEVELS.debug),
    trace: at(LEVELS.trace),
    silent: (() => {}) as LogFunction,
    log: log as unknown as LogAtFunction,
    isEnabled,
    isLevelEnabled: isEnabled,
    bindings: () => ({ ...source.bindings }),
    child(fields, { level, msgPrefix = "" } = {}) {
      const given = fields ?? {};
      if (!isFields(given)) {
        throw new FastlogError("ERR_FASTLOG_INVALID_FIELDS", "invalid fields (expected an object)");
      }
      const bindings = { ...source.bindings, ...copyOf(given) };
      const own = level === "off" || level === "silent" ? OFF : (recordLevel(level) ?? 0);
      const prefix = source.prefix + msgPrefix;
      return makeLogger(take, { gate, bindings, prefix, least: Math.max(least, own) }, target);
    },
  };
}

/** The level of a call of `log` and its other arguments. A call without a level logs at info with all of them. */
function leading(args: readonly unknown[]): readonly [number, readonly unknown[]] {
  const [first, ...others] = args;
  if (isFields(first)) {
    const { level, message, ...rest } = copyOf(first);
    const number = recordLevel(level);
    if (number !== undefined && message !== undefined) {
      return [
        number,
        typeof message === "string" ? [rest, message, ...others] : [message, rest, ...others],
      ];
    }
  }
  const level = args.length > 1 ? recordLevel(first) : undefined;
  return level === undefined ? [LEVELS.info, args] : [level, others];
}
