import { callerTarget, closeCapture, openCapture } from "./caller.ts";
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
 * The function of one level. It takes one parameter and finds the others in `arguments`: a rest
 * parameter would be allocated for calls that do not pass too, and each further parameter costs a
 * call with fewer arguments a nanosecond (benchmarks/speed.js, "disabled").
 */
function levelFunction(intake: Intake, gate: Gate, level: number): LogFunction {
  function call(first: unknown): void {
    if (level < gate.threshold) return;
    let target = gate.target;
    if (level < gate.targetFrom) {
      let module = intake.siteModule(first);
      if (module === undefined) {
        const capture = openCapture();
        try {
          if (capture !== undefined) Error.captureStackTrace(capture, call);
        } catch {
          // The stack is full.
        }
        module = intake.module(first, closeCapture(capture, call));
      }
      if (level < module.threshold) return;
      target = module.target;
    }
    // biome-ignore-start lint/complexity/noArguments: see above
    switch (arguments.length) {
      case 0:
      case 1:
        intake.single(level, target, call, first);
        break;
      case 2:
        intake.call(level, target, call, first, 1, arguments[1]);
        break;
      case 3:
        intake.call(level, target, call, first, 2, arguments[1], arguments[2]);
        break;
      case 4:
        intake.call(level, target, call, first, 3, arguments[1], arguments[2], arguments[3]);
        break;
      default: {
        const args: unknown[] = [];
        for (let i = 1; i < arguments.length; i++) args.push(arguments[i]);
        intake.callWith(level, target, call, first, args);
      }
    }
    // biome-ignore-end lint/complexity/noArguments: see above
  }
  return call as LogFunction;
}

function logFunction(intake: Intake, gate: Gate): LogAtFunction {
  function log(name: Level, first?: unknown, ...args: unknown[]): void {
    const level = numberOf(name);
    if (level < gate.threshold) return;
    let target = gate.target;
    if (level < gate.targetFrom) {
      const module = intake.siteModule(first) ?? intake.module(first, callerTarget(log));
      if (level < module.threshold) return;
      target = module.target;
    }
    if (args.length === 0) intake.single(level, target, log, first);
    else intake.callWith(level, target, log, first, args);
  }
  return log;
}

function enabledFunction(intake: Intake, gate: Gate): (level: Level) => boolean {
  return function isEnabled(name) {
    const level = numberOf(name);
    if (level < gate.threshold) return false;
    if (level >= gate.targetFrom) return true;
    return level >= intake.module(undefined, callerTarget(isEnabled)).threshold;
  };
}

function numberOf(name: unknown): number {
  return isLevel(name) ? LEVELS[name] : LEVELS.info;
}
