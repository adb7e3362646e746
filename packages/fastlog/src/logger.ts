import { type Fields as AnyFields, isFields } from "./arguments.ts";
import type { Fields, LogAtFunction, LogFunction } from "./call.ts";
import { callerTarget, closeCapture, openCapture } from "./caller.ts";
import { FastlogError } from "./errors.ts";
import type { TypedEvent } from "./event/event.ts";
import type { Gate } from "./gate.ts";
import type { Intake } from "./intake.ts";
import { EXPECTED_LEVEL_FILTER, isLevel, LEVEL_NAMES, LEVELS, type Level, OFF } from "./level.ts";
import type { Serializers } from "./refine.ts";
import { Scope, takeFields } from "./scope.ts";
import { show } from "./show.ts";

/** What a child logger may have of its own, beside fields. Other options are ignored. */
export interface ChildOptions {
  // Not `| undefined`: under exactOptionalPropertyTypes no logger would do for Fastify then.
  /** Serializers that go before those of the configuration, for the child and its children. */
  readonly serializers?: Serializers;
  /**
   * The most verbose level that passes of what the filter lets pass; `silent` and `off` let nothing
   * pass. The child's own children have it too. The filter has the last word: a level cannot open what
   * it closes.
   */
  readonly level?: Level | "silent" | "off";
}

/**
 * What records are logged through. Its log functions may be taken out of it and called on their own:
 * `const { info } = logger("dep1")`.
 */
export interface Logger {
  /** The target that its records have; `undefined` where it is the calling module's. */
  readonly target: string | undefined;
  /** The most verbose level that passes now; `silent` where none does. */
  readonly level: Level | "silent";
  readonly fatal: LogFunction;
  readonly error: LogFunction;
  readonly warn: LogFunction;
  readonly info: LogFunction;
  readonly debug: LogFunction;
  readonly trace: LogFunction;
  /** Logs nothing, whatever the filter says. */
  readonly silent: LogFunction;
  readonly log: LogAtFunction;
  /** Whether a record of that level would pass the filter now (before a `/regex`, if it has one). */
  readonly isEnabled: (level: Level) => boolean;
  /**
   * A logger whose records have more fields. They are taken as they are now, and encoded once. Where
   * a name is given twice, the record's own field beats the child's, and that its parent's. Throws
   * `ERR_FASTLOG_INVALID_FIELDS`, and `ERR_FASTLOG_INVALID_LEVEL`.
   */
  child(fields: Fields, options?: ChildOptions): Logger;
}

/** Makes a logger of a gate, and of the fields that its records have. */
export function makeLogger(intake: Intake, gate: Gate, scope?: Scope): Logger {
  return new GatedLogger(intake, gate, scope);
}

/** The one kind of logger there is. */
class GatedLogger implements Logger {
  readonly target: string | undefined;
  readonly fatal: LogFunction;
  readonly error: LogFunction;
  readonly warn: LogFunction;
  readonly info: LogFunction;
  readonly debug: LogFunction;
  readonly trace: LogFunction;
  readonly silent: LogFunction = nothing;
  readonly log: LogAtFunction;
  readonly isEnabled: (level: Level) => boolean;

  readonly intake: Intake;
  readonly gate: Gate;
  /** The fields that all its records have. */
  readonly scope: Scope | undefined;

  constructor(intake: Intake, gate: Gate, scope: Scope | undefined) {
    this.intake = intake;
    this.gate = gate;
    this.scope = scope;
    this.target = gate.target;
    this.fatal = levelFunction(intake, gate, scope, LEVELS.fatal);
    this.error = levelFunction(intake, gate, scope, LEVELS.error);
    this.warn = levelFunction(intake, gate, scope, LEVELS.warn);
    this.info = levelFunction(intake, gate, scope, LEVELS.info);
    this.debug = levelFunction(intake, gate, scope, LEVELS.debug);
    this.trace = levelFunction(intake, gate, scope, LEVELS.trace);
    this.log = logFunction(intake, gate, scope);
    this.isEnabled = enabledFunction(intake, gate);
  }

  get level(): Level | "silent" {
    const { threshold } = this.gate;
    return LEVEL_NAMES.findLast((name) => LEVELS[name] >= threshold) ?? "silent";
  }

  child(fields: Fields, options?: ChildOptions): Logger {
    const { intake, gate, scope } = this;
    const inherited = scope?.serializers;
    const own = options?.serializers;
    const serializers = own === undefined ? inherited : { ...inherited, ...own };
    const taken = takeFields(checkFields(fields), intake.refinement, serializers);
    return new GatedLogger(
      intake,
      options?.level === undefined ? gate : levelGate(gate, options.level),
      scope === undefined ? new Scope(taken, serializers) : scope.with(taken, serializers),
    );
  }
}

/** Logs an event with its fields: through the logger that is given, else as a plain call does. */
export type EventFunction<Fields = unknown> = (fields: Fields, through?: Logger) => void;

/** Makes the function of a typed event. It logs through `plain` unless it is given another logger. */
export function makeEvent(plain: Logger, level: number, compiled: TypedEvent): EventFunction {
  return function event(fields, through) {
    // Else it is what a caller such as forEach() hands over: an index, say.
    const own = through instanceof GatedLogger ? through : (plain as GatedLogger);
    const { intake, gate, scope } = own;
    if (level < gate.threshold) return;
    let target = gate.target;
    if (level < gate.targetFrom) {
      const module = intake.module(undefined, callerTarget(event));
      if (level < module.threshold) return;
      target = module.target;
    }
    intake.event(level, target, scope, event, compiled, fields);
  };
}

function nothing(): void {}

/** A gate that is narrower by a level. */
function levelGate(gate: Gate, level: unknown): Gate {
  if (level === "silent" || level === "off") return gate.narrowed(OFF);
  if (isLevel(level)) return gate.narrowed(LEVELS[level]);
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_LEVEL",
    `unknown level ${show(level)} (expected silent, ${EXPECTED_LEVEL_FILTER})`,
  );
}

/** Fields that are to be bound. */
export function checkFields(fields: unknown): AnyFields {
  if (isFields(fields)) return fields;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_FIELDS",
    `invalid fields ${show(fields)} (expected an object)`,
  );
}

/**
 * The function of one level. It takes one parameter and finds the others in `arguments`: a rest
 * parameter would be allocated for calls that do not pass too, and each further parameter costs a
 * call with fewer arguments a nanosecond (benchmarks/speed.js, "disabled").
 */
function levelFunction(
  intake: Intake,
  gate: Gate,
  scope: Scope | undefined,
  level: number,
): LogFunction {
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
        intake.single(level, target, scope, call, first);
        break;
      case 2:
        intake.call(level, target, scope, call, first, 1, arguments[1]);
        break;
      case 3:
        intake.call(level, target, scope, call, first, 2, arguments[1], arguments[2]);
        break;
      case 4:
        intake.call(level, target, scope, call, first, 3, arguments[1], arguments[2], arguments[3]);
        break;
      default: {
        const args: unknown[] = [];
        for (let i = 1; i < arguments.length; i++) args.push(arguments[i]);
        intake.callWith(level, target, scope, call, first, args);
      }
    }
    // biome-ignore-end lint/complexity/noArguments: see above
  }
  return call as LogFunction;
}

function logFunction(intake: Intake, gate: Gate, scope: Scope | undefined): LogAtFunction {
  function log(name: Level, first?: unknown, ...args: unknown[]): void {
    const level = numberOf(name);
    if (level < gate.threshold) return;
    let target = gate.target;
    if (level < gate.targetFrom) {
      const module = intake.siteModule(first) ?? intake.module(first, callerTarget(log));
      if (level < module.threshold) return;
      target = module.target;
    }
    if (args.length === 0) intake.single(level, target, scope, log, first);
    else intake.callWith(level, target, scope, log, first, args);
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
