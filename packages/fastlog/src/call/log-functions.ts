import type { Bindings } from "../fields/bindings.ts";
import { isLevel, LEVELS, type LevelName, recordLevel } from "../level.ts";
import type { OwnLevel } from "../own-levels.ts";
import { callerTarget, changed, openCapture, undo } from "./call-site.ts";
import type { Dispatching } from "./dispatcher.ts";
import type { Gate } from "./gate.ts";
import { leadingLevel } from "./leading-level.ts";
import type { LogAtFunction, LogFunction } from "./signatures.ts";

/**
 * The log function of one level. It has one parameter and reads the others from `arguments`: a rest parameter would
 * be allocated even for calls that do not pass, and each further parameter costs a call with fewer arguments a
 * nanosecond (benchmarks/loop/filter.js). For the same reason its own parameters are not destructured: V8 would
 * check them at each use.
 */
export function levelFunction(
  dispatcher: Dispatching,
  gate: Gate,
  bindings: Bindings | undefined,
  level: number,
): LogFunction {
  return function call(first: unknown): void {
    if (level < gate.threshold) return;
    try {
      let decisive: Gate | undefined = gate;
      if (level < gate.targetFrom) {
        decisive = dispatcher.siteModule(first);
        if (decisive === undefined) {
          const capture = openCapture();
          if (capture !== undefined) Error.captureStackTrace(capture, call);
          decisive = dispatcher.captured(first, capture, call);
        }
        if (level < decisive.threshold) return;
      }
      const { target } = decisive;
      // biome-ignore-start lint/complexity/noArguments: see above
      switch (arguments.length) {
        case 1:
          dispatcher.single(level, target, bindings, call, first);
          break;
        case 2:
          dispatcher.call(level, target, bindings, call, first, 1, arguments[1]);
          break;
        case 3:
          dispatcher.call(level, target, bindings, call, first, 2, arguments[1], arguments[2]);
          break;
        case 4:
          dispatcher.call(
            level,
            target,
            bindings,
            call,
            first,
            3,
            arguments[1],
            arguments[2],
            arguments[3],
          );
          break;
        default: {
          // Five or more arguments, or none. V8 optimises at most 460 bytes of bytecode into a loop; this function
          // just fits.
          const given: unknown[] = [];
          for (let i = 0; i < arguments.length; i++) given[i] = arguments[i];
          dispatcher.callMany(level, target, bindings, call, given);
        }
      }
      // biome-ignore-end lint/complexity/noArguments: see above
    } catch {
      // The stack is full, and no further call fits.
      dispatcher.lost.records++;
      undo(changed);
    }
  } as LogFunction;
}

/** The log function that takes the level as an argument. */
export function logFunction(
  dispatcher: Dispatching,
  gate: Gate,
  bindings: Bindings | undefined,
): LogAtFunction {
  function log(...given: unknown[]): void {
    try {
      const { level, args } = leadingLevel(given);
      if (level < gate.threshold) return;
      let target = gate.target;
      const first = args.length === 0 ? "" : args[0];
      if (level < gate.targetFrom) {
        const module = dispatcher.siteModule(first) ?? dispatcher.module(first, callerTarget(log));
        if (level < module.threshold) return;
        target = module.target;
      }
      if (args.length <= 1) dispatcher.single(level, target, bindings, log, first);
      else dispatcher.callWith(level, target, bindings, log, first, args.slice(1));
    } catch {
      // The stack is full.
      dispatcher.lost.records++;
    }
  }
  return log as LogAtFunction;
}

/** The function that tells whether a level passes. */
export function enabledFunction(
  dispatcher: Dispatching,
  gate: Gate,
): (level: LevelName | OwnLevel | number) => boolean {
  return function isEnabled(name) {
    try {
      const level = isLevel(name) ? LEVELS[name] : (recordLevel(name) ?? LEVELS.info);
      if (level < gate.threshold) return false;
      if (level >= gate.targetFrom) return true;
      return level >= dispatcher.module(undefined, callerTarget(isEnabled)).threshold;
    } catch {
      // The stack is full. A record would be dropped.
      return false;
    }
  };
}
