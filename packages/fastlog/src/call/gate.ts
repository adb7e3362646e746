import type { Demands } from "../encode/format/line-template.ts";
import type { Filter } from "../filter/filter.ts";
import { detached } from "../text/detached.ts";

/**
 * What a call site asks first: one number. A filter change reaches every gate there is, and with it functions that
 * were taken out of a logger.
 */
export interface Gate {
  /** `undefined` where the target is the calling module's, and not known beforehand. */
  readonly target: string | undefined;
  /** A record passes when its level's number is at least this. */
  readonly threshold: number;
  /**
   * From this level on a record that passed needs no target. Below it, the calling module is looked
   * up from the stack, and its own gate asked.
   */
  readonly targetFrom: number;

  /** A gate that lets pass what the filter lets pass here and is of a level, or worse. */
  narrowed(level: number): Gate;
}

/** A gate that is told what the filter decides. All loggers of its target share it. */
class ListedGate implements Gate {
  readonly target: string | undefined;
  threshold: number;
  targetFrom: number;

  /** The gate that this one is narrower than, by a level. */
  private readonly wider: ListedGate | undefined;
  /** The gates that are narrower than this one, by their levels. Made when there is one. */
  private narrower: Map<number, ListedGate> | undefined;

  constructor(
    target: string | undefined,
    threshold: number,
    targetFrom: number,
    wider?: ListedGate,
  ) {
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

  narrowed(level: number): Gate {
    if (this.wider !== undefined) return this.wider.narrowed(level);
    this.narrower ??= new Map();
    let gate = this.narrower.get(level);
    if (gate === undefined) {
      gate = new ListedGate(this.target, Math.max(this.threshold, level), this.targetFrom, this);
      this.narrower.set(level, gate);
    }
    return gate;
  }
}

/**
 * A gate that nobody knows of but its loggers: each call compares whether there is another filter. It is for programs
 * that name a logger per connection. A list of weak references would not do for those: they hold what they refer to
 * until the job ends that made them.
 */
class UnlistedGate implements Gate {
  readonly target: string;
  readonly targetFrom = 0;

  private readonly gates: Gates;
  /** No level below this passes, whatever the filter. */
  private readonly least: number;
  private filter: Filter | undefined = undefined;
  private known = 0;

  constructor(gates: Gates, target: string, least = 0) {
    this.gates = gates;
    this.target = target;
    this.least = least;
  }

  get threshold(): number {
    if (this.filter !== this.gates.filter) this.renew();
    return this.known;
  }

  private renew(): void {
    const { filter } = this.gates;
    this.known = Math.max(filter.threshold(this.target), this.least);
    this.filter = filter;
  }

  narrowed(level: number): Gate {
    return new UnlistedGate(this.gates, this.target, level);
  }
}

/** How many gates are listed, and how many of modules are remembered: more than any program has that is not per request. */
const MAX_LISTED = 4096;
/** In characters: what is longer is no name that a program has for good, and would be much to hold on to. */
const MAX_LENGTH = 256;

/** Above every level. */
const NEVER = 1000;

/** All gates of a thread, and the filter that their thresholds come from. */
export class Gates {
  /** The gate of calls whose target is unknown: open for what may pass for some target. */
  readonly plain: ListedGate;
  /** A record that passed needs more than encoding: a position, or a pattern that it must match. */
  needsMore = false;

  #filter: Filter;
  #demands: Demands = { printsTarget: false, printsPosition: false };
  readonly #listed = new Map<string, ListedGate>();
  /** The gates of modules that were looked up from the stack, which nothing else may hold. */
  readonly #modules = new Map<string, Gate>();

  constructor(filter: Filter) {
    this.#filter = filter;
    this.plain = new ListedGate(undefined, 0, 0);
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
    const known = this.#listed.get(target);
    if (known !== undefined) return known;
    if (this.#listed.size >= MAX_LISTED || target.length > MAX_LENGTH) {
      return new UnlistedGate(this, target);
    }
    const name = detached(target);
    const gate = new ListedGate(name, this.#filter.threshold(name), 0);
    this.#listed.set(name, gate);
    return gate;
  }

  /** The gate of a calling module's target. */
  module(target: string): Gate {
    let gate = this.#modules.get(target);
    if (gate === undefined) {
      gate = this.named(target);
      // A loader may give each copy of a module a name of its own. A gate that is used is soon back.
      if (this.#modules.size >= MAX_LISTED) this.#modules.clear();
      this.#modules.set(target, gate);
    }
    return gate;
  }

  #recompute(): void {
    const filter = this.#filter;
    this.needsMore = filter.pattern !== undefined || this.#demands.printsPosition;
    const { printsTarget } = this.#demands;
    this.plain.set(filter.mostVerbose, printsTarget ? NEVER : filter.leastVerbose);
    for (const [target, gate] of this.#listed) gate.set(filter.threshold(target), 0);
  }
}
