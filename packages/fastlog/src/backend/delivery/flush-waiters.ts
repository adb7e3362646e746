import { clearTimeout, setTimeout } from "../../time/timers.ts";
/** How long a flush takes at the most, unless it is told otherwise. In milliseconds. */
export const DEFAULT_FLUSH_TIMEOUT = 10_000;

/** One that waits until so many chunks more are settled. */
interface Waiter {
  left: number;
  resolve(): void;
  reject(error: Error): void;
}

/** Those who wait for a flush, and what they wait for: chunks that are settled in order. */
export class FlushWaiters {
  readonly #waiters = new Set<Waiter>();
  readonly #onChange: (isNeeded: boolean) => void;

  /** `onChange` is told when somebody waits, and when nobody does any more. */
  constructor(onChange: (isNeeded: boolean) => void) {
    this.#onChange = onChange;
  }

  get areWaiting(): boolean {
    return this.#waiters.size > 0;
  }

  /** Resolves when `count` chunks more are settled; rejects with `error()` after `timeout` ms. */
  wait(count: number, timeout: number, error: () => Error): Promise<void> {
    if (count === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiter.reject(error()), timeout);
      const end = () => {
        clearTimeout(timer);
        this.#remove(waiter);
      };
      const waiter: Waiter = {
        left: count,
        resolve: () => {
          end();
          resolve();
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      if (this.#waiters.size === 1) this.#onChange(true);
    });
  }

  /** So many chunks were delivered, or given up. */
  settled(count: number): void {
    for (const waiter of [...this.#waiters]) {
      waiter.left -= count;
      if (waiter.left <= 0) waiter.resolve();
    }
  }

  /** Nothing more will be settled: whoever still waits has waited in vain. */
  end(error: () => Error): void {
    for (const waiter of [...this.#waiters]) waiter.reject(error());
  }

  /** So many chunks have to be delivered again, before all others. */
  unsettled(count: number): void {
    for (const waiter of this.#waiters) waiter.left += count;
  }

  #remove(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size === 0) this.#onChange(false);
  }
}
