import { Gates } from "../call/gate.ts";
import { complain, complainOnce } from "../diagnostics/self-log.ts";
import { type Filter, levelFilter, parseFilter } from "../filter/filter.ts";
import { tolerantFilter } from "../filter/filter-option.ts";
import { setImmediate } from "../time/timers.ts";
import { Leases } from "./leases.ts";
import { DEFAULT_FILTER } from "./options.ts";

/** Filter of the parent thread when it started this one. */
export interface InheritedFilter {
  readonly filter: string;
  /** Whether `setFilter` has set it, so that it takes precedence over `LOG`. */
  readonly isFilterSet: boolean;
}

/**
 * The filter of a thread. `setFilter` in any thread takes precedence over `LOG`, and `LOG` over the configuration,
 * which may be inherited.
 */
export class ActiveFilter {
  readonly gates: Gates;
  /** Whether `LOG` has set the filter. */
  readonly #isForced: boolean;
  /** Whether `setFilter` has set the filter. */
  #isSet: boolean;
  /** Whether the program has configured a filter, even without effect. */
  #isConfigured = false;
  /** The filter in effect, unless another one replaces it for a while. */
  #own: Filter;
  #isReplaced = false;
  #leases: Leases | undefined;
  /** Called when another filter is in effect. */
  onUse: (() => void) | undefined;
  /** Mistakes in `LOG` that were not reported. */
  #doubts: readonly string[] = [];

  /**
   * `spec` is the value of `LOG`. Its mistakes are reported when the turn is over, because the program may define the
   * levels that `LOG` names first.
   */
  constructor(spec: string, inherited?: InheritedFilter) {
    this.#isForced = spec.trim() !== "";
    this.#isSet = inherited?.isFilterSet === true;
    this.gates = new Gates(
      this.#isForced && !this.#isSet ? this.#read(spec) : inheritedFilter(inherited?.filter),
      this.#isFinal,
    );
    this.#own = this.gates.filter;
    if (this.#doubts.length > 0) setImmediate(() => this.tellDoubts());
  }

  /** Reports the mistakes in `LOG`, once. */
  tellDoubts(): void {
    const doubts = this.#doubts;
    this.#doubts = [];
    for (const message of doubts) complain("LOG", message);
  }

  /** Filters that hold for a time, on top of the others; made at first use. */
  get leases(): Leases {
    this.#leases ??= new Leases(() => this.#apply());
    return this.#leases;
  }

  /** As {@link leases}; `undefined` if there were never any. */
  get leasesSoFar(): Leases | undefined {
    return this.#leases;
  }

  /** Reads the filter again, because there are more levels than before. */
  reread(): void {
    const { spec } = this.#own;
    this.#leases?.reread();
    // Without what `LOG` says in vain, if it was reported already, or if another filter has taken its place.
    const isUntold = this.#doubts.length > 0 && !this.#isSet;
    this.#choose(isUntold ? this.#read(spec) : parseFilter(spec).filter);
  }

  /** Sets the filter of the configuration, which takes effect if nothing with precedence has set one. */
  configure(filter: Filter): void {
    this.#isConfigured = true;
    if (!this.#isForced && !this.#isSet) this.#choose(filter);
  }

  /** Prints once that fastlog does not read `LOG_LEVEL`, unless the program has configured a filter itself. */
  tellUnread(level: string | undefined): void {
    if (level === undefined || level.trim() === "") return;
    if (this.#isForced || this.#isSet || this.#isConfigured) return;
    complainOnce("LOG_LEVEL", `it is not read; set LOG=${level.trim().slice(0, 64)}`);
  }

  set(filter: Filter): void {
    this.#isSet = true;
    this.#choose(filter);
  }

  /** Replaces the filter until the next call, whichever one is set meanwhile; `undefined` ends the replacement. */
  replace(filter: Filter | undefined): void {
    this.#isReplaced = filter !== undefined;
    if (filter === undefined) {
      this.#apply();
      return;
    }
    this.gates.use(filter, true);
    this.onUse?.();
  }

  /** Whether another filter is in its place. */
  get isReplaced(): boolean {
    return this.#isReplaced;
  }

  get handedDown(): InheritedFilter {
    return { filter: this.#own.spec, isFilterSet: this.#isSet };
  }

  /** Whether the filter is the operator's, and not the program's. */
  get #isFinal(): boolean {
    return this.#isForced || this.#isSet || this.#leases?.replaces === true;
  }

  /** Reads `LOG`, and keeps what is to be said about it. */
  #read(spec: string): Filter {
    const doubts: string[] = [];
    const filter = tolerantFilter(spec, (message) => doubts.push(message));
    this.#doubts = doubts;
    return filter;
  }

  #choose(filter: Filter): void {
    this.#own = filter;
    this.#apply();
  }

  #apply(): void {
    if (this.#isReplaced) return;
    this.gates.use(this.#leases?.over(this.#own) ?? this.#own, this.#isFinal);
    this.onUse?.();
  }
}

/** Most threads inherit the default, which needs no parser. */
function inheritedFilter(spec: string = DEFAULT_FILTER): Filter {
  return spec === DEFAULT_FILTER ? levelFilter(DEFAULT_FILTER) : parseFilter(spec).filter;
}
