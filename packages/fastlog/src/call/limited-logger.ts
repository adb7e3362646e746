import type { Bindings } from "../fields/bindings.ts";
import type { Rule } from "../limit/counters.ts";
import type { Dispatching } from "./dispatcher.ts";
import type { Gate } from "./gate.ts";
import { LimitedDispatcher } from "./limited-dispatcher.ts";
import type { Logger } from "./logger.ts";

/** The parts of a logger that its limited ones share. */
interface Limited {
  readonly dispatcher: Dispatching;
  readonly gate: Gate;
  readonly bound: Bindings | undefined;
}

interface Made extends Limited {
  readonly logger: Logger;
}

/** Loggers by the one that they were made from, and by rule: `log.limit("10/s").warn(\u2026)` makes one logger in a loop. */
const known = new WeakMap<object, Map<Rule, Made>>();

/** The logger that keeps as many records of a logger as a rule says. */
export function limitedLogger(
  logger: Limited,
  rule: Rule,
  make: (dispatcher: Dispatching, gate: Gate, bound: Bindings | undefined) => Logger,
): Logger {
  const { dispatcher, gate, bound } = logger;
  const last = known.get(logger)?.get(rule);
  // The logger may have another level, or more bindings, than before.
  if (last !== undefined && last.gate === gate && last.bound === bound) return last.logger;
  const { root, special } = dispatcher;
  root.limit();
  const { redaction, prefix = "" } = special ?? {};
  const own = new LimitedDispatcher(root, { redaction, prefix, limit: rule });
  const limited = make(own, gate, bound);
  const made = known.get(logger) ?? new Map<Rule, Made>();
  made.set(rule, { dispatcher, gate, bound, logger: limited });
  known.set(logger, made);
  return limited;
}
