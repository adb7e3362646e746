import { hasStack } from "../stack.ts";
import type { Clock } from "../time/clock.ts";
import { clearTimeout, setImmediate, setTimeout, type Timer } from "../time/timers.ts";

/** Async resources that run without being requested by the program, such as `destroy` hooks of `node:async_hooks`. */
const NOBODY = 0;

/**
 * Number of turns in a row that may be started by the end of the one before: an `after` or `destroy` hook that logs does
 * that for ever. Further ones do not keep the process alive.
 */
const MAX_CHAINED = 100;

/**
 * The time from a record to its write, with all that is logged meanwhile: until the end of a turn of the event loop, or
 * `flushAfter` after the last such end, whichever is later. So a quiet program writes at once, and a busy one a bounded
 * number of times a second. While a turn is open, a record schedules nothing.
 *
 * ```text
 *  turns    ├───┤    ├─┤├─┤├──┤├─┤├─┤├──┤
 *  records    x       x  x   x  x  x  x
 *  written      ▲      ▲          ▲       ▲
 *               at once │◄ after ►│◄ after ►│
 * ```
 *
 * The immediate that ends a turn is referenced: without that, a quiet server would keep its last lines until the next
 * request. The timer is not: an event loop that waits for something calls it, and one that has nothing left ends, which
 * writes everything. While the process ends there are no turns, and records are written at once: a record logged by a
 * `beforeExit` listener would keep the process alive for ever.
 */
export class Turn {
  /** Whether a record was logged and the end of the turn is scheduled. */
  open = false;
  /** No turn will end any more: records must be written at once. */
  ending = false;

  readonly #clock: Clock;
  readonly #onEnd: () => void;
  readonly #onStart: () => void;
  #isStarting = false;
  /** Number of turns, counted up to {@link MAX_CHAINED}. Before that no chain is long enough to check. */
  #turns = 0;
  /** `executionAsyncId` of `node:async_hooks`. */
  #executing: (() => number) | undefined;
  /** Async id of the last end. */
  #endedBy = NOBODY;
  /** Number of turns in a row that were started by the end of the one before. */
  #chained = 0;
  #flushAfter = 0;
  /** Timer that ends the turn later than the present turn of the event loop. */
  #timer: Timer | undefined;
  /** Whether an immediate will end the turn. */
  #isEnding = false;
  /** Time of the last end, by the monotonic clock. */
  #endedAt = Number.NEGATIVE_INFINITY;

  /** `onStart` may set {@link ending}. */
  constructor(clock: Clock, onEnd: () => void, onStart: () => void = () => {}) {
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.#onStart = onStart;
  }

  /** In milliseconds. An open turn ends with the turn of the event loop in which this changes. */
  set flushAfter(ms: number) {
    if (ms === this.#flushAfter) return;
    this.#flushAfter = ms;
    this.hasEnough();
  }

  /** Ends the turn with the present turn of the event loop, because waiting for more records does not pay. */
  hasEnough(): void {
    const timer = this.#timer;
    // With a full stack the timer ends the turn.
    if (timer === undefined || !hasStack()) return;
    this.#endSoon();
    this.#timer = undefined;
    clearTimeout(timer);
  }

  /** Starts a turn, for its first record. */
  start(): void {
    this.#clock.synchronise();
    if (this.ending) return;
    // Set first: a record that is logged while the turn starts, as by an async hook, belongs to this turn.
    if (this.#isStarting) return;
    this.#isStarting = true;
    try {
      this.#chained = this.#isChained() ? this.#chained + 1 : 0;
      this.#onStart();
      if (this.ending) return;
      // Timer first: with a full stack the next line may throw, and an open turn must end.
      this.#schedule();
      this.open = true;
    } finally {
      this.#isStarting = false;
    }
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#isEnding) return;
    const passed = this.#clock.monotonicMs - this.#endedAt;
    // A replaced clock may go back.
    const left = this.#flushAfter - Math.max(0, passed);
    if (left <= 0) this.#endSoon();
    else this.#timer = setTimeout(this.#end, left).unref();
  }

  /** Whether the end of the last turn, and nothing that the program requested, starts this one. */
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
