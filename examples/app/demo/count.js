/** How often there was what. */
export class Count {
  /** @type {Map<string | number, number>} */
  #counts = new Map();

  /** @param {string | number} what */
  add(what) {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** The most frequent first. */
  toString() {
    const sorted = [...this.#counts].sort(([, a], [, b]) => b - a);
    return sorted.map(([what, count]) => `${what} ${count.toLocaleString("en")}`).join("   ");
  }
}
