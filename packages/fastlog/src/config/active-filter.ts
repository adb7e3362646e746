import { Gates } from "../call/gate.ts";
import { complain, complainOnce } from "../diagnostics/self-log.ts";
import { type Filter, levelFilter, parseFilter } from "../filter/filter.ts";
import { tolerantFilter } from "../filter/filter-option.ts";
import { DEFAULT_FILTER } from "./options.ts";

/** The filter of the thread that made this one, as it was then. */
export interface InheritedFilter {
  readonly filter: string;
  /** It was set while running, and so wins over `LOG`. */
  readonly isFilterSet: boolean;
}

/**
 * The filter of a thread, and who has chosen it: `setFilter` in any thread, else `LOG`, else the
 * configuration, which may be inherited.
 */
export class ActiveFilter {
  readonly gates: Gates;
  /** By `LOG`. */
  readonly #isForced: boolean;
  /** While running. */
  #isSet: boolean;
  /** By the program, for whatever it was worth. */
  #isConfigured = false;
  /** What holds where no other filter is put in its place. */
  #own: Filter;
  #isReplaced = false;

  /** `spec` is what `LOG` says. */
  constructor(spec: string, inherited?: InheritedFilter) {
    this.#isForced = spec.trim() !== "";
    this.#isSet = inherited?.isFilterSet === true;
    this.gates = new Gates(
      this.#isForced && !this.#isSet
        ? tolerantFilter(spec, (message) => complain("LOG", message))
        : inheritedFilter(inherited?.filter),
    );
    this.#own = this.gates.filter;
  }

  /** The program's own choice, which holds where nobody has made another. */
  configure(filter: Filter): void {
    this.#isConfigured = true;
    if (!this.#isForced && !this.#isSet) this.#choose(filter);
  }

  /** Says, once, that a variable of other loggers is not read, where the program has read it neither. */
  tellUnread(level: string | undefined): void {
    if (level === undefined || level.trim() === "") return;
    if (this.#isForced || this.#isSet || this.#isConfigured) return;
    complainOnce("LOG_LEVEL", `it is not read; set LOG=${level.trim().slice(0, 64)}`);
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

  get handedDown(): InheritedFilter {
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
