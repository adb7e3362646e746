import type { Demands } from "./encode/template.ts";
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
   * From this level on a record that passed needs no target. Below it, the calling module is looked
   * up from the stack, and its own gate asked.
   */
  targetFrom: number;

  /** The gate that this one is narrower than, by a level. */
  private readonly wider: Gate | undefined;
  /** The gates that are narrower than this one, by their levels. Made when there is one. */
  private narrower: Map<number, Gate> | undefined;

  constructor(target: string | undefined, threshold: number, targetFrom: number, wider?: Gate) {
    this.target = target;
    this.threshold = threshold;
    this.targetFrom = targetFrom;
    this.wider = wider;
  }

  /** What passes here now. */
  set(threshold: number, targetFrom: number): void {
    this.threshold = threshold;
    this.targetFrom = targetFrom;
    if (this.narrower === undefined) return;
    for (const [level, gate] of this.narrower) gate.set(Math.max(threshold, level), targetFrom);
  }

  /** A gate that lets pass what the filter lets pass here and is of a level, or worse. */
  narrowed(level: number): Gate {
    if (this.wider !== undefined) return this.wider.narrowed(level);
    this.narrower ??= new Map();
    let gate = this.narrower.get(level);
    if (gate === undefined) {
      gate = new Gate(this.target, Math.max(this.threshold, level), this.targetFrom, this);
      this.narrower.set(level, gate);
    }
    return gate;
  }
}

/** How many gates of modules are remembered: more than any program has. */
const MAX_MODULES = 4096;

/** Above every level. */
const NEVER = 1000;

/** All gates of a thread, and the filter that their thresholds come from. */
export class Gates {
  /** The gate of calls whose target is unknown: open for what may pass for some target. */
  readonly plain: Gate;
  /** A record that passed needs more than encoding: a position, or a pattern that it must match. */
  needsMore = false;

  #filter: Filter;
  #demands: Demands = { printsTarget: false, printsPosition: false };
  // Held weakly: a program may name a logger per connection.
  readonly #named = new Map<string, WeakRef<Gate>>();
  readonly #collected = new FinalizationRegistry<string>((target) => {
    if (this.#named.get(target)?.deref() === undefined) this.#named.delete(target);
  });
  /** The gates of modules that were looked up from the stack, which nothing else may hold. */
  readonly #modules = new Map<string, Gate>();

  constructor(filter: Filter) {
    this.#filter = filter;
    this.plain = new Gate(undefined, 0, 0);
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
  get demands(): Demands {
    return this.#demands;
  }

  set demands(demands: Demands) {
    this.#demands = demands;
    this.#recompute();
  }

  /** The gate of a named target. */
  named(target: string): Gate {
    const known = this.#named.get(target)?.deref();
    if (known !== undefined) return known;
    const gate = new Gate(target, this.#filter.threshold(target), 0);
    this.#named.set(target, new WeakRef(gate));
    this.#collected.register(gate, target);
    return gate;
  }

  /** The gate of a calling module's target. */
  module(target: string): Gate {
    let gate = this.#modules.get(target);
    if (gate === undefined) {
      gate = this.named(target);
      // A loader may give each copy of a module a name of its own. A gate that is used is soon back.
      if (this.#modules.size >= MAX_MODULES) this.#modules.clear();
      this.#modules.set(target, gate);
    }
    return gate;
  }

  #recompute(): void {
    const filter = this.#filter;
    this.needsMore = filter.pattern !== undefined || this.#demands.printsPosition;
    const { printsTarget } = this.#demands;
    this.plain.set(filter.mostVerbose, printsTarget ? NEVER : filter.leastVerbose);
    for (const [target, reference] of this.#named) {
      const gate = reference.deref();
      gate?.set(filter.threshold(target), 0);
    }
  }
}
