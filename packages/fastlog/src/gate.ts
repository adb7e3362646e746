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
  /**
   * From this level on a record that passed needs nothing but encoding: no target or position from
   * the stack, no pattern to match.
   */
  easyFrom = 0;

  constructor(target: string | undefined, threshold: number) {
    this.target = target;
    this.threshold = threshold;
  }
}

/** What an encoder prints that has to be found for it. */
export interface Demands {
  readonly printsTarget: boolean;
  readonly printsPosition: boolean;
}

/** Above every level. */
const NEVER = 1000;

/** All gates of a thread, and the filter that their thresholds come from. */
export class Gates {
  /** The gate of calls whose target is unknown: open for what may pass for some target. */
  readonly plain: Gate;

  #filter: Filter;
  #demands: Demands = { printsTarget: false, printsPosition: false };
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
    this.#recompute();
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** The next call on any logger is decided by this filter. */
  set filter(filter: Filter) {
    this.#filter = filter;
    this.#recompute();
  }

  /** What the output's encoder asks for. */
  set demands(demands: Demands) {
    this.#demands = demands;
    this.#recompute();
  }

  /** The gate of a named target. */
  named(target: string): Gate {
    const known = this.#named.get(target)?.deref();
    if (known !== undefined) return known;
    const gate = new Gate(target, 0);
    this.#set(gate, this.#filter.threshold(target), 0);
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

  #recompute(): void {
    const filter = this.#filter;
    this.#thresholds.clear();
    const isTargetPrinted = this.#demands.printsTarget;
    this.#set(this.plain, filter.mostVerbose, isTargetPrinted ? NEVER : filter.leastVerbose);
    for (const [target, reference] of this.#named) {
      const gate = reference.deref();
      if (gate !== undefined) this.#set(gate, filter.threshold(target), 0);
    }
  }

  #set(gate: Gate, threshold: number, targetKnownFrom: number): void {
    const isEasy = this.#filter.pattern === undefined && !this.#demands.printsPosition;
    gate.threshold = threshold;
    gate.easyFrom = isEasy ? targetKnownFrom : NEVER;
  }
}
