import type { Clock } from "./clock.ts";
import { setImmediate } from "./timers.ts";

/**
 * One turn of the event loop, from its first record to its end, when what was logged in it is
 * written.
 *
 * The immediate that ends a turn is referenced: without that a quiet server would keep its last
 * lines until the next request. While the process is ending there are no more turns, or a record
 * logged in a `beforeExit` listener would keep it alive for ever: everything is written at once.
 */
export class Turn {
  /** Whether a record was logged in this turn. */
  open = false;
  /** No turn will end any more: records are to be written at once. */
  ending = false;

  readonly #clock: Clock;
  readonly #onEnd: () => void;
  readonly #onStart: () => void;
  #isStarting = false;

  /** `onStart` may find that the process is ending. */
  constructor(clock: Clock, onEnd: () => void, onStart: () => void = () => {}) {
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.#onStart = onStart;
  }

  /** The first record of a turn. */
  start(): void {
    this.#clock.synchronise();
    if (this.ending) return;
    // A record that is logged as the turn starts, as by a hook of `node:async_hooks`, is one of that turn.
    if (this.#isStarting) return;
    this.#isStarting = true;
    try {
      this.#onStart();
      if (this.ending) return;
      // In this order: with the stack full the first may throw, and a turn that is open must end.
      setImmediate(this.#end);
      this.open = true;
    } finally {
      this.#isStarting = false;
    }
  }

  readonly #end = (): void => {
    this.open = false;
    this.#onEnd();
  };
}
