import type { Filter } from "./filter/filter.ts";

/**
 * What a call site asks first: one number. All loggers of one target share a gate, so that a filter
 * change reaches every one of them, functions taken out of a logger included.
 */
export class Gate {
  /** `undefined` where the target is the calling module's, and not known beforehand. */
  readonly target: string | undefined;
  /** A record passes when its level's number is at least this. */
  threshold: number;

  constructor(target: string | undefined, threshold: number) {
    this.target = target;
    this.threshold = threshold;
  }
}

/** All gates of a thread, and the filter that their thresholds come from. */
export class Gates {
  /** The gate of calls whose target is unknown: open for what may pass for some target. */
  readonly plain: Gate;
  /** From here on a record passes whatever its target is. */
  certain: number;

  #filter: Filter;
  // Held weakly: a program may name a logger per connection.
  readonly #named = new Map<string, WeakRef<Gate>>();
  readonly #collected = new FinalizationRegistry<string>((target) => {
    if (this.#named.get(target)?.deref() === undefined) this.#named.delete(target);
  });
  /** Thresholds of targets that were looked up from the stack: as many as there are modules. */
  readonly #thresholds = new Map<string, number>();

  constructor(filter: Filter) {
    this.#filter = filter;
    this.plain = new Gate(undefined, filter.mostVerbose);
    this.certain = filter.leastVerbose;
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** Recomputes every threshold: the next call on any logger is decided by this filter. */
  set filter(filter: Filter) {
    this.#filter = filter;
    this.#thresholds.clear();
    this.plain.threshold = filter.mostVerbose;
    this.certain = filter.leastVerbose;
    for (const [target, reference] of this.#named) {
      const gate = reference.deref();
      if (gate !== undefined) gate.threshold = filter.threshold(target);
    }
  }

  /** The gate of a named target. */
  named(target: string): Gate {
    const known = this.#named.get(target)?.deref();
    if (known !== undefined) return known;
    const gate = new Gate(target, this.#filter.threshold(target));
    this.#named.set(target, new WeakRef(gate));
    this.#collected.register(gate, target);
    return gate;
  }

  /** The threshold of a module's target. */
  threshold(target: string): number {
    let threshold = this.#thresholds.get(target);
    if (threshold === undefined) {
      threshold = this.#filter.threshold(target);
      this.#thresholds.set(target, threshold);
    }
    return threshold;
  }
}
