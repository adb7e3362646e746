import type { Turn } from "../batch/turn.ts";
import type { Rate } from "../filter/limit-kinds.ts";
import { hasStack } from "../stack.ts";
import { detached } from "../text/detached.ts";
import type { Clock } from "../time/clock.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";

/** The timers of {@link Counters}. Tests inject their own. */
export interface Timers {
  setTimeout(action: () => void, ms: number): Timer;
  clearTimeout(timer: Timer | undefined): void;
}

const SYSTEM: Timers = { setTimeout, clearTimeout };

/** Most kinds of records that are counted. */
export const MAX_KEYS = 1024;

/** In characters. Messages that are alike so far are one kind. */
const MAX_KEY = 256;

/** How many records of one kind are kept. */
export interface Rule extends Rate {
  /** Of so many records, the first is kept; 0 if `records` and `window` say which are. */
  readonly every?: number;
}

/** A place in the source that logs. */
export interface Place {
  readonly template: string | undefined;
  readonly file: string;
  readonly line: number;
}

/** The message of a kind of records: a template, the strings of a tagged template, or the place that logs them. */
export type Key = string | readonly string[] | Place;

/** Counts the records of one kind under one rule. */
export class Counter {
  readonly rule: Rule;
  readonly level: number;
  readonly target: string | undefined;
  readonly key: Key;
  /** Another counter of the same message. */
  next: Counter | undefined;
  /** It was asked for again since the hand went by: see {@link Counters}. */
  isWarm = false;
  /** Begin and end of the window, in milliseconds of the monotonic clock. */
  begunAt: number;
  endsAt: number;
  /** Records that the window has left; with `every`, records until the next one that is kept. */
  left: number;
  /** Records that were held back and not told yet. */
  held = 0;

  constructor(
    rule: Rule,
    level: number,
    target: string | undefined,
    key: Key,
    now: number,
    next: Counter | undefined,
  ) {
    this.rule = rule;
    this.level = level;
    this.target = target;
    this.key = key;
    this.next = next;
    this.begunAt = now;
    this.endsAt = now + rule.window;
    this.left = (rule.every ?? rule.records) - 1;
  }
}

/** Tells in the log how many records a counter has held back, in so many milliseconds. */
export type Tell = (counter: Counter, held: number, ms: number) => void;

/**
 * Counts records by kind: their message, level and target, under a rule. Of more kinds than {@link MAX_KEYS}, the coldest
 * gives way to a new one: a hand goes around as in a clock, and takes the first that was not asked for again since it
 * went by.
 */
export class Counters {
  /** Number of records that were held back. */
  total = 0;

  readonly #clock: Pick<Clock, "read" | "monotonicMs">;
  readonly #turn: Pick<Turn, "open" | "start">;
  readonly #tell: Tell;
  readonly #timers: Timers;
  readonly #byKey = new Map<Key, Counter>();
  readonly #all: Counter[] = [];
  #hand = 0;
  /** Number of counters that hold records back. */
  #holding = 0;
  #timer: Timer | undefined;
  /** When the timer fires, by the monotonic clock. */
  #due = Number.POSITIVE_INFINITY;

  constructor(
    clock: Pick<Clock, "read" | "monotonicMs">,
    turn: Pick<Turn, "open" | "start">,
    tell: Tell,
    timers: Timers = SYSTEM,
  ) {
    this.#clock = clock;
    this.#turn = turn;
    this.#tell = tell;
    this.#timers = timers;
  }

  /**
   * Counts a record. Returns its counter if it is kept, and `undefined` if it is held back. Throws where the stack is full,
   * and has counted nothing then.
   */
  take(rule: Rule, level: number, target: string | undefined, message: Key): Counter | undefined {
    const key =
      typeof message === "string" && message.length > MAX_KEY ? message.slice(0, MAX_KEY) : message;
    const counter = this.#find(rule, level, target, key);
    if (counter === undefined) return this.#add(rule, level, target, key);
    counter.isWarm = true;
    if (rule.every !== undefined) return this.#takeEvery(counter, rule.every);
    if (counter.left > 0) {
      // The first record of a turn reads the clock, and so does each that is written: the last reading is young enough.
      if (!this.#turn.open) this.#clock.read();
      if (this.#clock.monotonicMs < counter.endsAt) {
        counter.left--;
        return counter;
      }
    } else if (counter.endsAt === Number.POSITIVE_INFINITY) {
      this.#hold(counter);
      return undefined;
    } else {
      this.#clock.read();
      if (this.#clock.monotonicMs < counter.endsAt) {
        this.#wake(counter.endsAt);
        this.#hold(counter);
        return undefined;
      }
    }
    this.#begin(counter, this.#clock.monotonicMs);
    // Above 0, unless the notice of the window before was followed by more records of this kind.
    counter.left = Math.max(0, counter.left - 1);
    return counter;
  }

  /** Logs how many records are held back, and goes on counting. */
  tellAll(): void {
    this.#clock.read();
    const now = this.#clock.monotonicMs;
    for (const counter of [...this.#all]) this.#say(counter, now);
  }

  /** Logs how many records are held back, and forgets all counters. */
  clear(): void {
    this.tellAll();
    this.#timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    this.#byKey.clear();
    this.#all.length = 0;
    this.#hand = 0;
  }

  #takeEvery(counter: Counter, every: number): Counter | undefined {
    if (counter.left > 0) {
      this.#hold(counter);
      counter.left--;
      return undefined;
    }
    counter.left = every - 1;
    return counter;
  }

  #hold(counter: Counter): void {
    if (counter.held === 0) {
      // A thread that has something to tell is not clean: another one that ends the process asks it to end.
      if (!this.#turn.open) this.#turn.start();
      this.#holding++;
    }
    counter.held++;
    this.total++;
  }

  /** Whether there is something to tell. */
  get isHolding(): boolean {
    return this.#holding > 0;
  }

  /** Takes the number that a counter holds back, for the caller to log. */
  release(counter: Counter): number {
    const { held } = counter;
    if (held === 0) return 0;
    counter.held = 0;
    this.#holding--;
    return held;
  }

  #find(rule: Rule, level: number, target: string | undefined, key: Key): Counter | undefined {
    let counter = this.#byKey.get(key);
    while (
      counter !== undefined &&
      (counter.level !== level || counter.target !== target || counter.rule !== rule)
    ) {
      counter = counter.next;
    }
    return counter;
  }

  #add(rule: Rule, level: number, target: string | undefined, key: Key): Counter {
    this.#clock.read();
    const now = this.#clock.monotonicMs;
    const isFull = this.#all.length === MAX_KEYS;
    const place = isFull ? this.#coldest() : this.#all.length;
    const evicted = this.#all[place];
    if (evicted !== undefined) this.#unlink(evicted);
    const own = typeof key === "string" ? shared(key) : key;
    const counter = new Counter(rule, level, target, own, now, this.#byKey.get(own));
    this.#byKey.set(own, counter);
    this.#all[place] = counter;
    if (evicted !== undefined) this.#say(evicted, now);
    return counter;
  }

  /** Moves the hand on, and returns the place of the coldest counter. */
  #coldest(): number {
    const all = this.#all;
    for (;;) {
      const place = this.#hand;
      const counter = all[place] as Counter;
      this.#hand = place + 1 === all.length ? 0 : place + 1;
      if (!counter.isWarm) return place;
      counter.isWarm = false;
    }
  }

  #unlink(counter: Counter): void {
    const { key, next } = counter;
    const first = this.#byKey.get(key);
    if (first === counter) {
      if (next === undefined) this.#byKey.delete(key);
      else this.#byKey.set(key, next);
      return;
    }
    let before = first;
    while (before !== undefined && before.next !== counter) before = before.next;
    if (before !== undefined) before.next = next;
  }

  /** Begins the next window of a counter, and tells of the one before. */
  #begin(counter: Counter, now: number): void {
    const since = counter.begunAt;
    counter.begunAt = now;
    counter.endsAt = now + counter.rule.window;
    counter.left = counter.rule.records;
    this.#say(counter, now, since);
  }

  /**
   * Logs the number that a counter holds back. On a full stack, the next time does it. Comes last: code of the program
   * may run meanwhile, and log.
   */
  #say(counter: Counter, now: number, since = counter.begunAt): void {
    if (counter.held === 0 || !hasStack()) return;
    this.#tell(counter, this.release(counter), now - since);
  }

  /** Has the timer fire at a time, or before. It keeps no process alive. */
  #wake(at: number): void {
    if (at >= this.#due) return;
    this.#timers.clearTimeout(this.#timer);
    // Timers have whole milliseconds, and may be early by a fraction of one.
    const delay = at - this.#clock.monotonicMs + 1;
    this.#timer = this.#timers.setTimeout(this.#ring, delay).unref();
    this.#due = at;
  }

  readonly #ring = (): void => {
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    this.#clock.read();
    const now = this.#clock.monotonicMs;
    for (const counter of [...this.#all]) {
      if (counter.held === 0) continue;
      if (now >= counter.endsAt) this.#begin(counter, now);
      else this.#wake(counter.endsAt);
    }
  };
}

/**
 * The copy of a text that V8 keeps for property names, which a template of the program is already: the map finds that
 * by its address, and compares any other copy character by character (benchmarks/records, "limited").
 */
function shared(text: string): string {
  return Object.keys({ [detached(text)]: 0 })[0] as string;
}
