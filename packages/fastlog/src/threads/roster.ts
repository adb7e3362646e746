import { uptime } from "../time/system-time.ts";

/** How many threads can be on it at once; what another one logs at the very end may be lost. */
const SEATS = 1024;
const HEAD = 2;
const WIDTH = 4;

/** Of the head: whether the process is ending, and how many seats have ever been taken. */
const ENDING = 0;
const TAKEN = 1;

/** Of a seat, beside its state at 0: whose it is, who made that thread, whether it is to end. */
const THREAD = 1;
const MAKER = 2;
const ASKED = 3;

const FREE = 0;
const CLAIMED = 1;
/** All that the thread logged is with the operating system. */
const CLEAN = 2;
const DIRTY = 3;
/** It writes every record at once, and nothing is left. */
const ENDED = 4;

/** The thread that is no thread's. Node counts from 0, and never gives a number again. */
const NOBODY = -1;

/**
 * The worker threads of the process that have a runtime, and what each has yet to write, in memory that
 * they share: at the end there are no more events, and a thread that is terminated has none at all.
 */
export class Roster {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer((HEAD + SEATS * WIDTH) * 4)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  /** Takes a seat for the calling thread; `undefined` where there is none left. */
  join(thread: number, maker: number): Seat | undefined {
    const cells = this.#cells;
    for (let i = 0; i < SEATS; i++) {
      const at = HEAD + i * WIDTH;
      if (Atomics.compareExchange(cells, at, FREE, CLAIMED) !== FREE) continue;
      cells[at + MAKER] = maker;
      cells[at + ASKED] = 0;
      Atomics.store(cells, at + THREAD, thread);
      Atomics.store(cells, at, CLEAN);
      let taken = Atomics.load(cells, TAKEN);
      while (taken <= i) {
        taken = Atomics.compareExchange(cells, TAKEN, taken, i + 1);
      }
      return new Seat(cells, at);
    }
    return undefined;
  }

  /** A thread is no more, and so are those that it made. */
  remove(thread: number): void {
    for (const at of this.#below(thread, true)) release(this.#cells, at);
  }

  /**
   * The thread 0 ends, and with it the process; or another, and with it those that it made. Asks all of
   * them to write what they have, by `wake` where they may wait for an event, and waits until they have, or
   * until `deadline` by `uptime()`.
   *
   * A thread that starts a turn afterwards sees for itself that it is to end.
   */
  end(thread: number, deadline: number, wake: () => void): void {
    const cells = this.#cells;
    if (thread === 0) Atomics.store(cells, ENDING, 1);
    const seats = this.#below(thread, false);
    for (const at of seats) Atomics.store(cells, at + ASKED, 1);
    const dirty = seats.filter((at) => Atomics.load(cells, at) === DIRTY);
    if (dirty.length > 0) wake();
    for (const at of dirty) {
      let left = deadline - uptime();
      while (left > 0 && Atomics.wait(cells, at, DIRTY, left) === "ok") {
        left = deadline - uptime();
      }
    }
  }

  /** The seats of those that a thread made, and of those that they made; with its own or without. */
  #below(thread: number, isWithOwn: boolean): number[] {
    const cells = this.#cells;
    const taken = Array.from({ length: Atomics.load(cells, TAKEN) }, (_, i) => HEAD + i * WIDTH)
      .filter((at) => Atomics.load(cells, at) > CLAIMED)
      .map((at) => ({ at, thread: Atomics.load(cells, at + THREAD), maker: cells[at + MAKER] }));
    const family = new Set([thread]);
    // Who is made has a greater number than who makes it.
    for (const seat of taken.toSorted((a, b) => a.thread - b.thread)) {
      if (thread === 0 || family.has(seat.maker as number)) family.add(seat.thread);
    }
    return taken
      .filter((seat) => family.has(seat.thread) && (isWithOwn || seat.thread !== thread))
      .map(({ at }) => at);
  }
}

/** The place of one thread on the roster. Only that thread may use it. */
export class Seat {
  readonly #cells: Int32Array;
  readonly #at: number;
  #isOver = false;

  constructor(cells: Int32Array, at: number) {
    this.#cells = cells;
    this.#at = at;
  }

  /** The thread has something to write from now on. `true`: it is to end, and no later turn may be. */
  open(): boolean {
    if (this.#isOver) return false;
    // In this order: whoever asks it to end looks at the state after that.
    Atomics.store(this.#cells, this.#at, DIRTY);
    return this.isAsked;
  }

  /** Whether it is to end. */
  get isAsked(): boolean {
    return (
      Atomics.load(this.#cells, ENDING) === 1 || Atomics.load(this.#cells, this.#at + ASKED) === 1
    );
  }

  /** All is written that the thread has logged. */
  settle(): void {
    if (!this.#isOver) this.#set(CLEAN);
  }

  /** From now on every record is written at once. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#set(ENDED);
  }

  /** The thread ends. */
  leave(): void {
    this.#isOver = true;
    release(this.#cells, this.#at);
  }

  #set(state: number): void {
    Atomics.store(this.#cells, this.#at, state);
    Atomics.notify(this.#cells, this.#at);
  }
}

/** Frees a seat. In this order: once it is free, another thread may take it. */
function release(cells: Int32Array, at: number): void {
  Atomics.store(cells, at + THREAD, NOBODY);
  Atomics.store(cells, at, FREE);
  Atomics.notify(cells, at);
}
