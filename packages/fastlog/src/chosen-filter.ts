import { complain } from "./backend/complain.ts";
import { DEFAULT_FILTER } from "./config.ts";
import { type Filter, levelFilter, parseFilter } from "./filter/filter.ts";
import { tolerantFilter } from "./filter/given.ts";
import { Gates } from "./gate.ts";
import type { Estate } from "./threads/estate.ts";

type Inherited = Pick<Estate, "filter" | "isFilterSet">;

/**
 * The filter of a thread, and who has chosen it: `setFilter` in any thread, else `LOG`, else the
 * configuration, which may be inherited.
 */
export class ChosenFilter {
  readonly gates: Gates;
  /** By `LOG`. */
  readonly #isForced: boolean;
  /** While running. */
  #isSet: boolean;
  /** What holds where no other filter is put in its place. */
  #own: Filter;
  #isReplaced = false;

  /** `spec` is what `LOG` says. */
  constructor(spec: string, inherited?: Inherited) {
    this.#isForced = spec.trim() !== "";
    this.#isSet = inherited?.isFilterSet === true;
    this.gates = new Gates(
      this.#isForced && !this.#isSet
        ? tolerantFilter(spec, (message) => complain("LOG", message))
        : inheritedFilter(inherited?.filter),
    );
    this.#own = this.gates.filter;
  }

  /** The program's own choice. */
  configure(filter: Filter): void {
    if (this.#isForced) return;
    this.#isSet = false;
    this.#choose(filter);
  }

  set(filter: Filter): void {
    this.#isSet = true;
    this.#choose(filter);
  }

  /** Puts another filter in its place, whatever is chosen meanwhile; without one, what is chosen holds again. */
  replace(filter: Filter | undefined): void {
    this.#isReplaced = filter !== undefined;
    this.gates.filter = filter ?? this.#own;
  }

  get handedDown(): Inherited {
    return { filter: this.#own.spec, isFilterSet: this.#isSet };
  }

  #choose(filter: Filter): void {
    this.#own = filter;
    if (!this.#isReplaced) this.gates.filter = filter;
  }
}

/** Nearly always the default, which needs no parser. */
function inheritedFilter(spec: string = DEFAULT_FILTER): Filter {
  return spec === DEFAULT_FILTER ? levelFilter(DEFAULT_FILTER) : parseFilter(spec).filter;
}
