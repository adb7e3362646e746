import type { Demands } from "../encode/format/line-template.ts";
import type { Filter } from "../filter/filter.ts";
import { detached } from "../text/detached.ts";

/**
 * The threshold that a call site checks first. A change of the filter updates every gate, and so also reaches
 * functions that were taken out of a logger.
 */
export interface Gate {
  /** `undefined` if the target is that of the calling module, which is found at the call. */
  readonly target: string | undefined;
  /** The lowest level number that passes. */
  readonly threshold: number;
  /**
   * From this level on, a record that passes needs no target. Below it, the calling module is found from the stack,
   * and the module's own gate decides.
   */
  readonly targetFrom: number;

  /** A gate that passes only records of at least `level`. */
  narrowed(level: number): Gate;
}

/** A gate whose threshold is updated when the filter changes. All loggers of a target share it. */
class ListedGate implements Gate {
  readonly target: string | undefined;
  threshold: number;
  targetFrom: number;

  /** The gate that this one narrows. */
  private readonly wider: ListedGate | undefined;
  /** Narrower gates by level; made with the first one. */
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

  /** Sets the current thresholds. */
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
 * A gate that checks at each call whether the filter changed. For programs that name a logger per connection: only
 * its loggers refer to it. A list of weak references would not do: they hold their targets until the end of the job
 * that made them.
 */
class UnlistedGate implements Gate {
  readonly target: string;
  readonly targetFrom = 0;

  private readonly gates: Gates;
  /** No level below this passes, whatever the filter says. */
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

/**
 * Most gates that are listed, and most that are cached by module: more than any program has that makes none per
 * request.
 */
const MAX_LISTED = 4096;
/** In characters. A longer target is no permanent name of a program, and would hold much memory. */
const MAX_LENGTH = 256;

/** Above every level. */
const NEVER = 1000;

/** All gates of a thread, and the filter that sets their thresholds. */
export class Gates {
  /** The gate of calls whose target is unknown. Passes whatever may pass for some target. */
  readonly plain: ListedGate;
  /** A record that passes needs more than encoding: its position, or a check of the filter's pattern. */
  needsMore = false;

  #filter: Filter;
  #demands: Demands = { printsTarget: false, printsPosition: false };
  readonly #listed = new Map<string, ListedGate>();
  /** Gates by module, for modules found from the stack. Nothing else may hold these gates. */
  readonly #modules = new Map<string, Gate>();

  constructor(filter: Filter) {
    this.#filter = filter;
    this.plain = new ListedGate(undefined, 0, 0);
    this.#recompute();
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** Applies to the next call on any logger. */
  set filter(filter: Filter) {
    this.#filter = filter;
    this.#recompute();
  }

  /** Values that the format prints of each record, and that must be found for it. */
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

  /** The gate of a module's target. */
  module(target: string): Gate {
    let gate = this.#modules.get(target);
    if (gate === undefined) {
      gate = this.named(target);
      // A loader may name each copy of a module differently. A gate that is in use is soon cached again.
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
