import { hasStack } from "../stack.ts";
import type { Clock } from "../time/clock.ts";
import { clearTimeout, setImmediate, setTimeout, type Timer } from "../time/timers.ts";

/** What runs for nothing that a program has asked for, such as a hook `destroy` of `node:async_hooks`. */
const NOBODY = 0;

/**
 * How many turns in a row may begin by the end of the one before: a hook `after` or `destroy` logs whenever a turn has
 * ended, which would go on for ever. Those that follow do not keep the process alive.
 */
const MAX_CHAINED = 100;

/**
 * The time from a record to when it is written, with all that was logged meanwhile: until the end of a turn
 * of the event loop, or `flushAfter` after the last such end, whichever is later. So a quiet program writes at
 * once, and a busy one a bounded number of times a second; while a turn is open, a record costs nothing more.
 *
 * ```text
 *  turns    ├───┤    ├─┤├─┤├──┤├─┤├─┤├──┤
 *  records    x       x  x   x  x  x  x
 *  written      ▲      ▲          ▲       ▲
 *               at once │◄ after ►│◄ after ►│
 * ```
 *
 * The immediate that ends a turn is referenced: without that a quiet server would keep its last
 * lines until the next request. The timer need not be: an event loop that has something to wait for has it
 * called, and one that has nothing ends, by which all is written. While the process is ending there are no more
 * turns, or a record logged in a `beforeExit` listener would keep it alive for ever: everything is written at
 * once.
 */
export class Turn {
  /** Whether a record was logged, and an end will come. */
  open = false;
  /** No turn will end any more: records are to be written at once. */
  ending = false;

  readonly #clock: Clock;
  readonly #onEnd: () => void;
  readonly #onStart: () => void;
  #isStarting = false;
  /** How many there were, up to {@link MAX_CHAINED}: so many at least are in a row before anything is asked. */
  #turns = 0;
  /** `executionAsyncId` of `node:async_hooks`. */
  #executing: (() => number) | undefined;
  /** The last end, as `node:async_hooks` numbers it. */
  #endedBy = NOBODY;
  /** How many turns in a row began by the end of the one before. */
  #chained = 0;
  #flushAfter = 0;
  /** What ends it later than this turn of the event loop. */
  #timer: Timer | undefined;
  /** An immediate will end it. */
  #isEnding = false;
  /** When the last one ended, by the monotonic clock. */
  #endedAt = Number.NEGATIVE_INFINITY;

  /** `onStart` may find that the process is ending. */
  constructor(clock: Clock, onEnd: () => void, onStart: () => void = () => {}) {
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.#onStart = onStart;
  }

  /** In milliseconds. One that is open ends with the turn of the event loop in which this changes. */
  set flushAfter(ms: number) {
    if (ms === this.#flushAfter) return;
    this.#flushAfter = ms;
    this.hasEnough();
  }

  /** There is no need to wait for more: it ends with this turn of the event loop. */
  hasEnough(): void {
    const timer = this.#timer;
    // With the stack full it ends by the timer.
    if (timer === undefined || !hasStack()) return;
    this.#endSoon();
    this.#timer = undefined;
    clearTimeout(timer);
  }

  /** The first record of a turn. */
  start(): void {
    this.#clock.synchronise();
    if (this.ending) return;
    // A record that is logged as the turn starts, as by a hook of `node:async_hooks`, is one of that turn.
    if (this.#isStarting) return;
    this.#isStarting = true;
    try {
      this.#chained = this.#isChained() ? this.#chained + 1 : 0;
      this.#onStart();
      if (this.ending) return;
      // In this order: with the stack full the first may throw, and a turn that is open must end.
      this.#schedule();
      this.open = true;
    } finally {
      this.#isStarting = false;
    }
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#isEnding) return;
    const passed = this.#clock.monotonicMs - this.#endedAt;
    // A clock that somebody has replaced may go back.
    const left = this.#flushAfter - Math.max(0, passed);
    if (left <= 0) this.#endSoon();
    else this.#timer = setTimeout(this.#end, left).unref();
  }

  /** Whether this turn begins by the end of the one before, and by nothing that a program has asked for. */
  #isChained(): boolean {
    if (this.#turns < MAX_CHAINED) {
      this.#turns++;
      return false;
    }
    this.#executing ??= process.getBuiltinModule("node:async_hooks").executionAsyncId;
    const by = this.#executing();
    return by === NOBODY || by === this.#endedBy;
  }

  #endSoon(): void {
    const immediate = setImmediate(this.#end);
    if (this.#chained > MAX_CHAINED) immediate.unref();
    this.#isEnding = true;
  }

  readonly #end = (): void => {
    this.#endedBy = this.#executing?.() ?? NOBODY;
    this.open = false;
    this.#timer = undefined;
    this.#isEnding = false;
    this.#onEnd();
    if (this.#flushAfter === 0) return;
    this.#clock.read();
    this.#endedAt = this.#clock.monotonicMs;
  };
}
