/** Lets so many pass in each second. */
export class Rate {
  readonly #most: number;
  #second = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether one more passes; `now` in milliseconds of a clock that never steps. */
  admits(now: number): boolean {
    if (now - this.#second >= 1000) {
      this.#second = now;
      this.#count = 0;
    }
    if (this.#count >= this.#most) return false;
    this.#count++;
    return true;
  }
}
