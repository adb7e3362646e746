import type { Gate } from "./gate.ts";
import type { Intake } from "./intake.ts";
import { isLevel, LEVELS, type Level } from "./level.ts";

/**
 * A log call. It never throws, and what is below the filter's threshold costs one comparison.
 *
 * ```ts
 * info("listening");                            // without arguments a message is written as it is
 * info("user {} from {}", id, ip);              // each {} takes the next argument; {{ and }} are braces
 * info("user {id} logged in", { id, ip });      // {name} takes a field, which stays a field too
 * info("done", { status, ms });                 // what is left over: an object merges into the fields,
 * error("upstream failed", err);                // an Error becomes the field `err`, the rest is appended
 * info({ status }, "done");                     // fields first, as pino has it
 * error(err);                                   // the message is the error's
 * info`user ${id} took ${ms}ms`;                // a tagged template is parsed once
 * debug(() => `state ${dump()}`);               // a function is called only if the record passes
 * ```
 */
export interface LogFunction {
  (message: string, ...args: readonly unknown[]): void;
  (strings: TemplateStringsArray, ...values: readonly unknown[]): void;
  (message: () => string, ...args: readonly unknown[]): void;
  (fieldsOrError: unknown, message?: string, ...args: readonly unknown[]): void;
}

/** A log call whose level is an argument. An unknown level counts as `info`. */
export interface LogAtFunction {
  (level: Level, message: string, ...args: readonly unknown[]): void;
  (level: Level, message: () => string, ...args: readonly unknown[]): void;
  (level: Level, fieldsOrError: unknown, message?: string, ...args: readonly unknown[]): void;
}

/**
 * What records are logged through. Its functions may be taken out of it and called on their own:
 * `const { info } = logger("dep1")`.
 */
export interface Logger {
  /** The target that its records have; `undefined` where it is the calling module's. */
  readonly target: string | undefined;
  readonly fatal: LogFunction;
  readonly error: LogFunction;
  readonly warn: LogFunction;
  readonly info: LogFunction;
  readonly debug: LogFunction;
  readonly trace: LogFunction;
  readonly log: LogAtFunction;
  /** Whether a record of that level would pass the filter now (before a `/regex`, if it has one). */
  readonly isEnabled: (level: Level) => boolean;
}

/** Makes a logger of a gate. */
export function makeLogger(intake: Intake, gate: Gate): Logger {
  return {
    target: gate.target,
    fatal: levelFunction(intake, gate, LEVELS.fatal),
    error: levelFunction(intake, gate, LEVELS.error),
    warn: levelFunction(intake, gate, LEVELS.warn),
    info: levelFunction(intake, gate, LEVELS.info),
    debug: levelFunction(intake, gate, LEVELS.debug),
    trace: levelFunction(intake, gate, LEVELS.trace),
    log: logFunction(intake, gate),
    isEnabled: enabledFunction(intake, gate),
  };
}

/**
 * The function of one level. `arguments` instead of a rest parameter: optimised code then allocates
 * nothing for it, and a call that is below the threshold returns before anything is looked at
 * (benchmarks/speed.js, "disabled").
 */
function levelFunction(intake: Intake, gate: Gate, level: number): LogFunction {
  function call(first: unknown, a: unknown, b: unknown, c: unknown): void {
    if (level < gate.threshold) return;
    // biome-ignore lint/complexity/noArguments: see above
    const count = arguments.length === 0 ? 0 : arguments.length - 1;
    try {
      if (count === 0 && typeof first === "string") {
        intake.message(gate, level, call, first);
      } else if (count <= 3) {
        intake.call(gate, level, call, first, count, a, b, c, undefined);
      } else {
        const more: unknown[] = [];
        // biome-ignore lint/complexity/noArguments: see above
        for (let i = 4; i <= count; i++) more.push(arguments[i]);
        intake.call(gate, level, call, first, count, a, b, c, more);
      }
    } catch {
      // The stack is full: whatever else can go wrong is dealt with further in.
      intake.dropped++;
    }
  }
  return call as LogFunction;
}

function logFunction(intake: Intake, gate: Gate): LogAtFunction {
  function log(name: Level, first?: unknown, ...rest: unknown[]): void {
    const level = numberOf(name);
    if (level < gate.threshold) return;
    const [a, b, c, ...more] = rest;
    try {
      if (rest.length === 0 && typeof first === "string") intake.message(gate, level, log, first);
      else intake.call(gate, level, log, first, rest.length, a, b, c, more);
    } catch {
      intake.dropped++; // as above
    }
  }
  return log;
}

function enabledFunction(intake: Intake, gate: Gate): (level: Level) => boolean {
  return function isEnabled(name) {
    return intake.isEnabled(gate, numberOf(name), isEnabled);
  };
}

function numberOf(name: unknown): number {
  return isLevel(name) ? LEVELS[name] : LEVELS.info;
}
