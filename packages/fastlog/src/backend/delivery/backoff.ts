/**
 * Delays between attempts: exponential, with full jitter, so that the clients of a restarted peer do not connect
 * at the same moment.
 */
export class Backoff {
  readonly #least: number;
  readonly #most: number;
  readonly #random: () => number;
  #attempts = 0;

  /** `least` bounds the first delay, `most` all delays, in milliseconds. */
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

  /** Starts again with the first delay, after a success. */
  reset(): void {
    this.#attempts = 0;
  }
}
