import type { TypedEvent } from "../event/event.ts";
import type { Bindings } from "../fields/bindings.ts";
import { callerTarget } from "./call-site.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Gate } from "./gate.ts";
import { GatedLogger, RootLogger } from "./gated-logger.ts";
import { isSite } from "./is-site.ts";
import type { EventFunction, Logger } from "./logger.ts";

/** Makes a logger from a gate and its bindings. */
export function makeLogger(dispatcher: Dispatcher, gate: Gate, bound?: Bindings): Logger {
  return new RootLogger(dispatcher, gate, bound);
}

/**
 * Makes the function of a typed event. It logs through `plain` unless the caller passes another logger, or the site of the
 * call.
 */
export function makeEvent(plain: Logger, level: number, compiled: TypedEvent): EventFunction {
  return function event(fields, through) {
    // A caller such as forEach() passes something else, an index for example.
    const own: unknown = through instanceof GatedLogger ? through : plain;
    const { dispatcher, gate: general, bound } = own as GatedLogger;
    const site = isSite(through) ? through : undefined;
    const gate = site === undefined ? general : site.gate;
    if (level < gate.threshold) return;
    try {
      let target = gate.target;
      if (level < gate.targetFrom) {
        const module = dispatcher.module(undefined, callerTarget(event));
        if (level < module.threshold) return;
        target = module.target;
      }
      dispatcher.event(level, target, bound, event, compiled, fields, site);
    } catch {
      // The stack is full.
      dispatcher.lost.records++;
    }
  };
}
