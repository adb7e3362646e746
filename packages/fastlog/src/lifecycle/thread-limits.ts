import type { Turn } from "../batch/turn.ts";
import type { Dispatcher } from "../call/dispatcher.ts";
import type { ActiveFilter } from "../config/active-filter.ts";
import type { Configuration } from "../config/configuration.ts";
import { programLimits } from "../config/limit-options.ts";
import type { Contexts } from "../fields/async-context.ts";
import { Limiter, NO_LIMITS } from "../limit/limiter.ts";
import { writeNotice } from "../sink/notice.ts";
import type { Clock } from "../time/clock.ts";
import { traceSource } from "../trace/trace-option.ts";

/** The parts of a runtime that its limits use. */
export interface LimitParts {
  readonly configuration: Configuration;
  readonly filter: ActiveFilter;
  readonly dispatcher: Dispatcher;
  readonly turn: Turn;
  readonly clock: Clock;
  readonly contexts: Contexts;
}

/** Makes the limits of a thread, which follow its filter and its options. */
export class ThreadLimits {
  readonly limiter: Limiter;

  readonly #parts: LimitParts;

  constructor(parts: LimitParts) {
    const { clock, turn, contexts, dispatcher } = parts;
    this.#parts = parts;
    this.limiter = new Limiter({
      clock,
      turn,
      contexts,
      write: (level, target, message, fields) => {
        const { pipeline } = dispatcher;
        if (pipeline !== undefined) writeNotice(pipeline, turn, message, fields, level, target);
      },
    });
  }

  /** Applies the present filter and options. Those of the program do not hold while records are captured. */
  renew(): void {
    const { configuration, filter, contexts } = this.#parts;
    const options = configuration.with({});
    const { trace } = options;
    const source = traceSource(
      typeof trace === "function" ? trace : "auto",
      () => contexts.current?.request?.trace,
    );
    const limits = filter.isReplaced ? NO_LIMITS : programLimits(options);
    this.limiter.use(filter.gates.filter, limits, source);
    filter.gates.isLimited = this.limiter.isOn;
  }
}
