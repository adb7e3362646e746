import { clearTimeout, setTimeout } from "../../time/timers.ts";
/** Default timeout of a flush, in milliseconds. */
export const DEFAULT_FLUSH_TIMEOUT = 10_000;

/** A flush that waits for `left` more chunks. */
interface Waiter {
  left: number;
  resolve(): void;
  reject(error: Error): void;
}

/** Flushes that wait until chunks are settled, which happens in order. */
export class FlushWaiters {
  readonly #waiters = new Set<Waiter>();
  readonly #onChange: (isNeeded: boolean) => void;

  /** `onChange` is called with `true` when a first flush waits, and with `false` when none waits any more. */
  constructor(onChange: (isNeeded: boolean) => void) {
    this.#onChange = onChange;
  }

  get areWaiting(): boolean {
    return this.#waiters.size > 0;
  }

  /** Resolves when `count` more chunks are settled. Rejects with `error()` after `timeout` milliseconds. */
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

  /** `count` chunks were delivered, or given up. */
  settled(count: number): void {
    for (const waiter of [...this.#waiters]) {
      waiter.left -= count;
      if (waiter.left <= 0) waiter.resolve();
    }
  }

  /** No more chunks will be settled: rejects all waiting flushes. */
  end(error: () => Error): void {
    for (const waiter of [...this.#waiters]) waiter.reject(error());
  }

  /** `count` chunks have to be delivered again, before all others. */
  unsettled(count: number): void {
    for (const waiter of this.#waiters) waiter.left += count;
  }

  #remove(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size === 0) this.#onChange(false);
  }
}
