import type { Filter } from "../filter/filter.ts";

/** The threshold of a target, which all its loggers share. */
export interface Gate {
  readonly target: string;
  readonly threshold: number;
}

/** Most targets that are kept. Loggers of further ones ask the filter at each call. */
const MAX_TARGETS = 1_024;

/** The gates of all targets. A change of the filter sets their thresholds. */
export class Gates {
  readonly #gates = new Map<string, { target: string; threshold: number }>();
  #filter: Filter;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  get filter(): Filter {
    return this.#filter;
  }

  set filter(filter: Filter) {
    this.#filter = filter;
    for (const gate of this.#gates.values()) gate.threshold = filter.threshold(gate.target);
  }

  of(target: string): Gate {
    const known = this.#gates.get(target);
    if (known !== undefined) return known;
    if (this.#gates.size >= MAX_TARGETS) return new UnlistedGate(this, target);
    const gate = { target, threshold: this.#filter.threshold(target) };
    this.#gates.set(target, gate);
    return gate;
  }
}

class UnlistedGate implements Gate {
  readonly target: string;
  readonly #gates: Gates;

  constructor(gates: Gates, target: string) {
    this.#gates = gates;
    this.target = target;
  }

  get threshold(): number {
    return this.#gates.filter.threshold(this.target);
  }
}
