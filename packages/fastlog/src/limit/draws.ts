import type { Context, Contexts } from "../fields/async-context.ts";
import { draw, randomnessOf } from "../trace/sampling.ts";
import type { TraceSource } from "../trace/trace-ids.ts";

/**
 * The random values by which records are sampled, from 0, below 1. All records of a trace have one value, and so have those of
 * a request, or of the outermost context, without a trace.
 */
export class Draws {
  /** Where the ids of the active trace come from. */
  source: TraceSource;

  readonly #contexts: Contexts;
  /** By request, or by context. */
  readonly #drawn = new WeakMap<object, number>();
  /** The trace of the last record, and its value. */
  #trace = "";
  #value = 0;

  constructor(contexts: Contexts, source: TraceSource) {
    this.#contexts = contexts;
    this.source = source;
  }

  /** The value of a record that is logged now. */
  next(): number {
    const ids = this.source();
    if (ids !== undefined) {
      const { traceId } = ids;
      if (traceId !== this.#trace) {
        this.#trace = traceId;
        this.#value = randomnessOf(ids);
      }
      if (!Number.isNaN(this.#value)) return this.#value;
    }
    const { current } = this.#contexts;
    return current === undefined ? draw() : this.#of(current);
  }

  /** Gives a context the value of the one around it. */
  inherit(outer: Context, context: Context): void {
    if (context.request === undefined) this.#drawn.set(context, this.#of(outer));
  }

  #of(context: Context): number {
    const unit = context.request ?? context;
    let value = this.#drawn.get(unit);
    if (value === undefined) {
      value = draw();
      this.#drawn.set(unit, value);
    }
    return value;
  }
}
