import type { Demands } from "../encode/format/line-template.ts";
import type { Filter } from "../filter/filter.ts";
import { detached } from "../text/detached.ts";
import { levelledTarget } from "./marked-target.ts";

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

  /**
   * The gate of a logger with a level of its own: that replaces the program's filter, and narrows a filter that has
   * the last word.
   */
  withLevel(level: number): Gate;

  /** A gate of the same target that everything passes. V8 reads it like the usual ones. */
  opened(): Gate;
}

/** A gate whose threshold is updated when the filter changes. All loggers of a target share it. */
class ListedGate implements Gate {
  /** While there is a recorder, that of a logger with a level of its own has a mark. */
  target: string | undefined;
  threshold: number;
  targetFrom: number;

  private readonly gates: Gates;
  /** The gate of loggers of this target without a level of their own; `undefined` if this is it. */
  private readonly general: ListedGate | undefined;
  /** Gates of loggers with a level of their own, by that level; made with the first one. */
  private levelled: Map<number, ListedGate> | undefined;

  constructor(
    gates: Gates,
    target: string | undefined,
    threshold: number,
    targetFrom: number,
    general?: ListedGate,
  ) {
    this.gates = gates;
    this.target = target;
    this.threshold = threshold;
    this.targetFrom = targetFrom;
    this.general = general;
  }

  /** Sets the current thresholds. */
  set(threshold: number, targetFrom: number): void {
    this.threshold = threshold;
    this.targetFrom = targetFrom;
    if (this.levelled === undefined) return;
    for (const [level, gate] of this.levelled) this.setLevelled(gate, level);
  }

  private setLevelled(gate: ListedGate, level: number): void {
    const { gates, target } = this;
    const { recorder } = gates;
    const threshold = this.thresholdOf(level);
    if (target === undefined || recorder === undefined) {
      gate.target = target;
      gate.set(threshold, this.targetFrom);
    } else {
      gate.target = levelledTarget(target, threshold);
      gate.set(Math.min(threshold, recorder.threshold(target)), this.targetFrom);
    }
  }

  withLevel(level: number): Gate {
    if (this.general !== undefined) return this.general.withLevel(level);
    if (this.levelled === undefined) {
      this.levelled = new Map();
      this.gates.levelled(this);
    }
    let gate = this.levelled.get(level);
    if (gate === undefined) {
      gate = new ListedGate(this.gates, this.target, 0, 0, this);
      this.setLevelled(gate, level);
      this.levelled.set(level, gate);
    }
    return gate;
  }

  opened(): Gate {
    return new ListedGate(this.gates, this.target, 0, 0, this.general ?? this);
  }

  /** Whether loggers with a level of their own have this target. */
  get isLevelled(): boolean {
    return this.levelled !== undefined;
  }

  private thresholdOf(level: number): number {
    // Without a target, the gate of the module decides in the end, and a level can only narrow it.
    const { target } = this;
    if (target === undefined) return Math.max(this.threshold, level);
    const { filter, isFinal } = this.gates;
    return isFinal ? Math.max(filter.threshold(target), level) : level;
  }
}

/**
 * A gate that checks at each call whether the filter changed. For programs that name a logger per connection: only
 * its loggers refer to it. A list of weak references would not do: they hold their targets until the end of the job
 * that made them.
 */
class UnlistedGate implements Gate {
  /** As that of a {@link ListedGate}. */
  target: string;
  readonly targetFrom = 0;

  private readonly gates: Gates;
  private readonly name: string;
  /** The level of the logger; `undefined` if it has none of its own. */
  private readonly level: number | undefined;
  private filter: Filter | undefined = undefined;
  private recorder: Filter | undefined = undefined;
  private known = 0;

  constructor(gates: Gates, target: string, level?: number) {
    this.gates = gates;
    this.target = target;
    this.name = target;
    this.level = level;
  }

  get threshold(): number {
    const { filter, recorder } = this.gates;
    if (this.filter !== filter || this.recorder !== recorder) this.renew();
    return this.known;
  }

  private renew(): void {
    const { filter, recorder, isFinal } = this.gates;
    const { level, name } = this;
    const general = filter.threshold(name);
    const own = level !== undefined && isFinal ? Math.max(general, level) : level;
    const threshold = own ?? general;
    const isMarked = recorder !== undefined && level !== undefined;
    this.filter = filter;
    this.recorder = recorder;
    this.target = isMarked ? levelledTarget(name, threshold) : name;
    this.known = Math.min(threshold, recorder?.threshold(name) ?? threshold);
  }

  withLevel(level: number): Gate {
    return new UnlistedGate(this.gates, this.name, level);
  }

  opened(): Gate {
    return new ListedGate(this.gates, this.name, 0, 0);
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
  /** A record that passes needs more than encoding: its position, or a check of the filter's pattern or of limits. */
  needsMore = false;
  /** From this level on, a record of the log needs no target. What is beside the log may need that of each. */
  targetFrom = 0;
  /** The filter has a pattern, there is a recorder and limits, or records are taken beside the log. */
  hasPattern = false;
  /** Called when the gates have changed. They must not throw. */
  readonly watchers: Set<() => void> = new Set();
  /** A record needs more only for what is beside the log, and so nothing if that does not want it. */
  needsOnlyTaps = false;
  /** The filter or options limit the records that pass. */
  hasLimits = false;
  /** A record needs that alone, and so no list of its arguments. */
  needsOnlyLimits = false;

  #filter: Filter;
  #isFinal: boolean;
  /** Filter of the records that are taken beside the log; `undefined` for none. */
  #beside: Filter | undefined;
  /** The target of each of them is needed. */
  #needsTarget = false;
  /** Filter of the records that the recorder keeps, and that contexts let pass; `undefined` without these. */
  #recorder: Filter | undefined;
  /** There may be gates whose threshold is not that of the filters. */
  #hasOthers = false;
  #demands: Demands = { printsTarget: false, printsPosition: false };
  /** Options limit the records that pass. */
  #isLimited = false;
  readonly #listed = new Map<string, ListedGate>();
  /** Gates by module, for modules found from the stack. Nothing else may hold these gates. */
  readonly #modules = new Map<string, Gate>();

  constructor(filter: Filter, isFinal: boolean) {
    this.#filter = filter;
    this.#isFinal = isFinal;
    this.plain = new ListedGate(this, undefined, 0, 0);
    this.#recompute();
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** Whether the filter has the last word: no logger's own level opens what it closes. */
  get isFinal(): boolean {
    return this.#isFinal;
  }

  /** Sets the filter. Applies to the next call on any logger. */
  use(filter: Filter, isFinal: boolean): void {
    this.#filter = filter;
    this.#isFinal = isFinal;
    this.#recompute();
    for (const watcher of this.watchers) watcher();
  }

  /** Filter of the records that are taken beside the log; `undefined` for none. */
  get beside(): Filter | undefined {
    return this.#beside;
  }

  /** Opens the gates further, for records that are taken beside the log. `needsTarget`: the target of each of them is needed. */
  open(beside: Filter | undefined, needsTarget: boolean): void {
    this.#beside = beside;
    this.#needsTarget = needsTarget;
    this.#recompute();
    for (const watcher of this.watchers) watcher();
  }

  get recorder(): Filter | undefined {
    return this.#recorder;
  }

  /** Opens the gates further, for records that the recorder keeps or contexts let pass; `undefined` for none. */
  set recorder(recorder: Filter | undefined) {
    if (recorder === this.#recorder) return;
    this.#recorder = recorder;
    this.#recompute();
  }

  /** Whether a record that has passed its gate is one for the log, and not only for what is beside it. */
  logs(target: string | undefined, level: number): boolean {
    const filter = this.#filter;
    if (level >= filter.leastVerbose) return true;
    // The plain gate asks for no target where no filter depends on it.
    if (target === undefined) return level >= filter.mostVerbose;
    if (level < filter.mostVerbose && !this.#hasOthers) return false;
    const gate = this.#listed.get(target);
    return gate === undefined || gate.isLevelled || filter.passes(target, level);
  }

  /**
   * Loggers with a level of their own have this gate's target from now on. It is not opened further any more: from a
   * record alone, nobody could tell whether it is one for the log.
   */
  levelled(gate: ListedGate): void {
    this.#hasOthers = true;
    const { target } = gate;
    if (target !== undefined && this.#beside !== undefined)
      gate.set(this.#threshold(target, true), 0);
  }

  /** Values that the format prints of each record, and that must be found for it. */
  get demands(): Demands {
    return this.#demands;
  }

  set demands(demands: Demands) {
    this.#demands = demands;
    this.#recompute();
  }

  set isLimited(isLimited: boolean) {
    if (isLimited === this.#isLimited) return;
    this.#isLimited = isLimited;
    this.#recompute();
  }

  /** The gate of a named target. */
  named(target: string): Gate {
    const known = this.#listed.get(target);
    if (known !== undefined) return known;
    if (this.#listed.size >= MAX_LISTED || target.length > MAX_LENGTH) {
      this.#hasOthers = true;
      return new UnlistedGate(this, target);
    }
    const name = detached(target);
    const gate = new ListedGate(this, name, this.#threshold(name), 0);
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
    const beside = this.#beside;
    const recorder = this.#recorder;
    const { printsTarget, printsPosition } = this.#demands;
    this.hasLimits = filter.hasLimits || this.#isLimited;
    this.hasPattern =
      filter.pattern !== undefined ||
      beside !== undefined ||
      (recorder !== undefined && this.hasLimits);
    this.needsOnlyLimits = this.hasLimits && !this.hasPattern && !printsPosition;
    this.needsMore = this.hasPattern || this.hasLimits || printsPosition;
    this.needsOnlyTaps =
      beside !== undefined && filter.pattern === undefined && !this.hasLimits && !printsPosition;
    this.targetFrom = printsTarget ? NEVER : Math.max(filter.leastVerbose, filter.alikeFrom);
    // Where the level alone decides between the log and the recorder, neither needs the target.
    const isAlike = filter.mostVerbose >= this.targetFrom && recorder?.dependsOnTarget === false;
    if (isAlike) this.targetFrom = 0;
    const mostVerbose = Math.min(filter.mostVerbose, recorder?.mostVerbose ?? NEVER);
    if (beside === undefined) this.plain.set(mostVerbose, this.targetFrom);
    else this.#openPlain(beside, mostVerbose);
    for (const [target, gate] of this.#listed) {
      gate.set(this.#threshold(target, gate.isLevelled), 0);
    }
  }

  #openPlain(beside: Filter, mostVerbose: number): void {
    const filter = this.#filter;
    const dependsOnTarget =
      filter.dependsOnTarget || beside.dependsOnTarget || this.#recorder?.dependsOnTarget === true;
    // Without limits, a record that no filter needs the target of has none.
    const decidedFrom = dependsOnTarget ? Math.max(filter.leastVerbose, beside.leastVerbose) : 0;
    const from = this.#needsTarget || this.targetFrom === NEVER ? NEVER : decidedFrom;
    this.plain.set(Math.min(mostVerbose, beside.mostVerbose), Math.max(from, filter.alikeFrom));
  }

  /** The lowest level that the log takes, the recorder, or what is beside it. */
  #threshold(target: string, isLevelled = false): number {
    const beside = isLevelled ? undefined : this.#beside;
    return Math.min(
      this.#filter.threshold(target),
      this.#recorder?.threshold(target) ?? NEVER,
      beside?.threshold(target) ?? NEVER,
    );
  }
}
