/** Most rows that are kept. */
export const MOST_ROWS = 1024;

/** Records of one level, target and kind of message. */
export interface Row {
  readonly level: string;
  readonly levelNumber: number;
  readonly target: string;
  readonly message: string;
  /** All of them. */
  count: number;
  /** Those of the interval that runs, and those of the one before it. */
  fresh: number;
  last: number;
}

/** Counts of a level. */
export interface LevelCount {
  readonly level: string;
  readonly levelNumber: number;
  count: number;
  fresh: number;
  last: number;
}

/**
 * Counts records by level, target and kind of message. Its memory is bounded: the row that has been without a record for the
 * longest time is evicted, and its records are counted as others.
 */
export class Tally {
  /** Records of rows that were evicted. */
  readonly others: { count: number; last: number } = { count: 0, last: 0 };
  count = 0;
  last = 0;

  /** In the order of their last record. */
  readonly #rows = new Map<string, Row>();
  readonly #levels = new Map<string, LevelCount>();
  readonly #most: number;
  #fresh = 0;
  #freshOthers = 0;

  constructor(most: number = MOST_ROWS) {
    this.#most = most;
  }

  add(level: string, levelNumber: number, target: string, message: string): void {
    this.count++;
    this.#fresh++;
    this.#addLevel(level, levelNumber);
    const key = `${level}\n${target}\n${message}`;
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { level, levelNumber, target, message, count: 0, fresh: 0, last: 0 };
      if (this.#rows.size >= this.#most) this.#evict();
    } else {
      this.#rows.delete(key);
    }
    row.count++;
    row.fresh++;
    this.#rows.set(key, row);
  }

  /** Ends an interval. */
  turn(): void {
    for (const one of [...this.#rows.values(), ...this.#levels.values()]) {
      one.last = one.fresh;
      one.fresh = 0;
    }
    this.last = this.#fresh;
    this.#fresh = 0;
    this.others.last = this.#freshOthers;
    this.#freshOthers = 0;
  }

  /** The rows, in no order. */
  rows(): Row[] {
    return [...this.#rows.values()];
  }

  /** Counts of the levels, the most severe first. */
  levels(): LevelCount[] {
    return [...this.#levels.values()].sort((a, b) => b.levelNumber - a.levelNumber);
  }

  #addLevel(level: string, levelNumber: number): void {
    const known = this.#levels.get(level);
    // A log can name any number of levels.
    if (known === undefined && this.#levels.size >= this.#most) return;
    const one = known ?? { level, levelNumber, count: 0, fresh: 0, last: 0 };
    if (known === undefined) this.#levels.set(level, one);
    one.count++;
    one.fresh++;
  }

  #evict(): void {
    for (const [key, { count, fresh }] of this.#rows) {
      this.#rows.delete(key);
      this.others.count += count;
      this.#freshOthers += fresh;
      return;
    }
  }
}
