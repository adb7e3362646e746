import { isWorker } from "../is-worker.ts";

/** Calls functions for the signals and the exceptions that a recorder waits for. */
export class Triggers {
  readonly #onSignal: (signal: string) => void;
  readonly #onUncaught: () => void;
  #signals: readonly NodeJS.Signals[] = [];
  #isOnUncaught = false;

  constructor(onSignal: (signal: string) => void, onUncaught: () => void) {
    this.#onSignal = (signal) => onSignal(signal);
    this.#onUncaught = () => onUncaught();
  }

  /** Waits for these from now on. Workers get no signals: the main thread tells them. */
  use(signals: readonly NodeJS.Signals[], isOnUncaught: boolean): void {
    for (const signal of this.#signals) process.off(signal, this.#onSignal);
    this.#signals = isWorker ? [] : signals;
    for (const signal of this.#signals) process.on(signal, this.#onSignal);
    if (isOnUncaught === this.#isOnUncaught) return;
    this.#isOnUncaught = isOnUncaught;
    // In front of those that end the log.
    if (isOnUncaught) process.prependListener("uncaughtExceptionMonitor", this.#onUncaught);
    else process.off("uncaughtExceptionMonitor", this.#onUncaught);
  }
}
