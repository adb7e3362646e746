import type { Gates } from "../call/gate.ts";
import { ownThreshold, unmarked } from "../call/marked-target.ts";
import type { Filter } from "../filter/filter.ts";

/** Above every level. */
export const NEVER = 1000;

/** Where the records of a target go. */
export interface Verdict {
  /** Without the marks of gates. */
  readonly target: string | undefined;
  /** From this level on, the log gets a record. */
  readonly logged: number;
  /** From this level on, the ring of the thread gets a record that the log does not get. */
  readonly kept: number;
  /** From this level on, the ring of a request gets a record that the log does not get. */
  readonly inRequest: number;
}

/** Most targets that are remembered: more than a program has, unless it makes one for each request. */
const MOST = 4096;

/** Decides which records the recorder takes. */
export interface Keeping {
  /** Filter of the ring of the thread; `undefined` without one. */
  readonly filter: Filter | undefined;
  /** Filter of the rings of requests. */
  readonly requestFilter: Filter;
  /** For now, records that would be kept are logged. */
  readonly isOpen: boolean;
}

/** Decides by target, and remembers that until a filter changes. */
export class Verdicts {
  readonly #gates: Gates;
  readonly #known = new Map<string | undefined, Verdict>();
  #keeping: Keeping;

  constructor(gates: Gates, keeping: Keeping) {
    this.#gates = gates;
    this.#keeping = keeping;
  }

  /** Another filter is in effect, or the recorder lets something else pass. */
  renew(keeping: Keeping = this.#keeping): void {
    this.#keeping = keeping;
    this.#known.clear();
  }

  of(marked: string | undefined): Verdict {
    const known = this.#known.get(marked);
    if (known !== undefined) return known;
    const verdict = this.#find(marked);
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(marked, verdict);
    return verdict;
  }

  #find(marked: string | undefined): Verdict {
    const target = unmarked(marked);
    const { filter, requestFilter, isOpen } = this.#keeping;
    const own = marked === undefined ? undefined : ownThreshold(marked);
    const threshold = own ?? this.#threshold(target);
    const kept = filter?.threshold(target ?? "") ?? NEVER;
    return {
      target,
      logged: isOpen ? Math.min(threshold, kept) : threshold,
      kept,
      inRequest: requestFilter.threshold(target ?? ""),
    };
  }

  /** Without a target, the filter does not depend on it. */
  #threshold(target: string | undefined): number {
    const { filter } = this.#gates;
    return target === undefined ? filter.mostVerbose : filter.threshold(target);
  }
}
