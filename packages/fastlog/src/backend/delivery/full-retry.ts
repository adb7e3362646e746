import { uptime } from "../../time/system-time.ts";
import {
  clearImmediate,
  clearTimeout,
  setImmediate,
  setTimeout,
  type Timer,
} from "../../time/timers.ts";

/**
 * A slow peer makes room within microseconds. For the first `TURNS` milliseconds each turn of the event loop tries
 * again, then a timer, whose delay doubles from `MIN` to `MAX` milliseconds.
 */
const TURNS = 1;
const MIN = 1;
const MAX = 50;

/** Schedules attempts to write to a full peer. It keeps the process alive for no longer than a turn. */
export class FullRetry {
  readonly #tryAgain: () => void;
  #since: number | undefined;
  #delay = MIN;
  #turn: Timer | undefined;
  #timer: Timer | undefined;

  constructor(tryAgain: () => void) {
    this.#tryAgain = tryAgain;
  }

  /** Schedules the next attempt. */
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

  /** The peer took something: starts again with the first delay. */
  restart(): void {
    this.#since = undefined;
    this.#delay = MIN;
  }

  /** Cancels the next attempt. */
  stop(): void {
    clearImmediate(this.#turn);
    clearTimeout(this.#timer);
  }
}
