import type { LogAtFunction, LogFunction } from "./call.ts";
import { callerTarget, closeCapture, openCapture } from "./caller.ts";
import type { Gate } from "./gate.ts";
import type { Intaking } from "./intake.ts";
import { isLevel, LEVELS, type LevelName, recordLevel } from "./level.ts";
import { levelInFront } from "./level-in-front.ts";
import type { Scope } from "./scope.ts";

/**
 * The function of one level. It takes one parameter and finds the others in `arguments`: a rest
 * parameter would be allocated for calls that do not pass too, and each further parameter costs a
 * call with fewer arguments a nanosecond (benchmarks/speed.js, "disabled"). For the same reason what it is made
 * of is not taken out of an object: V8 checks such parameters at each use.
 */
export function levelFunction(
  intake: Intaking,
  gate: Gate,
  scope: Scope | undefined,
  level: number,
): LogFunction {
  return function call(first: unknown): void {
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
        // Five or more, or none at all. One case more, and V8 puts the function into no loop any more.
        const args: unknown[] = [];
        for (let i = 1; i < arguments.length; i++) args.push(arguments[i]);
        intake.callWith(level, target, scope, call, first, args);
      }
    }
    // biome-ignore-end lint/complexity/noArguments: see above
  } as LogFunction;
}

/** The function whose level is an argument. */
export function logFunction(intake: Intaking, gate: Gate, scope: Scope | undefined): LogAtFunction {
  function log(...given: unknown[]): void {
    const { level, args } = levelInFront(given);
    if (level < gate.threshold) return;
    let target = gate.target;
    const first = args.length === 0 ? "" : args[0];
    if (level < gate.targetFrom) {
      const module = intake.siteModule(first) ?? intake.module(first, callerTarget(log));
      if (level < module.threshold) return;
      target = module.target;
    }
    if (args.length <= 1) intake.single(level, target, scope, log, first);
    else intake.callWith(level, target, scope, log, first, args.slice(1));
  }
  return log as LogAtFunction;
}

/** The function that tells whether a level passes. */
export function enabledFunction(
  intake: Intaking,
  gate: Gate,
): (level: LevelName | number) => boolean {
  return function isEnabled(name) {
    const level = isLevel(name) ? LEVELS[name] : (recordLevel(name) ?? LEVELS.info);
    if (level < gate.threshold) return false;
    if (level >= gate.targetFrom) return true;
    return level >= intake.module(undefined, callerTarget(isEnabled)).threshold;
  };
}
