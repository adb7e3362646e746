import { uptime } from "../../time/system-time.ts";
import {
  clearImmediate,
  clearTimeout,
  setImmediate,
  setTimeout,
  type Timer,
} from "../../time/timers.ts";

/**
 * A peer that only is behind makes room within microseconds: for so long what is full is tried again in
 * each turn of the event loop, and then by a timer, which waits twice as long each time. In milliseconds.
 */
const TURNS = 1;
const MIN = 1;
const MAX = 50;

/** When to try something that is full again. It keeps no process alive for longer than a turn. */
export class FullRetry {
  readonly #tryAgain: () => void;
  #since: number | undefined;
  #delay = MIN;
  #turn: Timer | undefined;
  #timer: Timer | undefined;

  constructor(tryAgain: () => void) {
    this.#tryAgain = tryAgain;
  }

  /** It is full, still or again. */
  later(): void {
    this.stop();
    const now = uptime();
    this.#since ??= now;
    if (now - this.#since < TURNS) {
      this.#turn = setImmediate(this.#tryAgain);
    } else {
      this.#timer = setTimeout(this.#tryAgain, this.#delay).unref();
      this.#delay = Math.min(this.#delay * 2, MAX);
    }
  }

  /** It took something: the next time is a first one. */
  restart(): void {
    this.#since = undefined;
    this.#delay = MIN;
  }

  /** It is not tried again by itself. */
  stop(): void {
    clearImmediate(this.#turn);
    clearTimeout(this.#timer);
  }
}
