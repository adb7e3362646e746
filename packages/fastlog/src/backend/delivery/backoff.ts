/**
 * How long to wait before the next attempt: exponential, with full jitter, so that many clients of a
 * peer that comes back do not come at once.
 */
export class Backoff {
  readonly #least: number;
  readonly #most: number;
  readonly #random: () => number;
  #attempts = 0;

  /** `least` bounds the first delay and `most` all of them, in milliseconds. */
  constructor(least: number, most: number, random: () => number = Math.random) {
    this.#least = least;
    this.#most = most;
    this.#random = random;
  }

  /** The next delay, in milliseconds. */
  next(): number {
    const bound = Math.min(this.#most, this.#least * 2 ** this.#attempts);
    if (bound < this.#most) this.#attempts++;
    return this.#random() * bound;
  }

  /** It went well: the next delay is a first one again. */
  reset(): void {
    this.#attempts = 0;
  }
}
