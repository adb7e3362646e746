/** Ends what waits for more input, once. */
export class Stop {
  #isSet = false;
  #wake: (() => void) | undefined;

  get isSet(): boolean {
    return this.#isSet;
  }

  set(): void {
    this.#isSet = true;
    this.#wake?.();
  }

  /** Settles as the promise does, or with `instead` once this is set. One call at a time. */
  until<T>(promise: Promise<T>, instead: T): Promise<T> {
    if (this.#isSet) return Promise.resolve(instead);
    return new Promise((resolve, reject) => {
      // A race of promises would keep a reaction of each in the one that lasts.
      this.#wake = () => resolve(instead);
      promise.then(resolve, reject);
    });
  }
}
