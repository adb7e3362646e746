import { uptime } from "../time/system-time.ts";

/** Number of seats. The last records of further threads may be lost. */
const SEATS = 1024;
const HEAD = 2;
const WIDTH = 4;

/** Indexes in the head: whether the process is ending, and how many seats were ever taken. */
const ENDING = 0;
const TAKEN = 1;

/** Indexes in a seat, besides the state at 0: thread, creator of the thread, whether it is asked to end. */
const THREAD = 1;
const MAKER = 2;
const ASKED = 3;

const FREE = 0;
const CLAIMED = 1;
/** State: the operating system has all that the thread logged. */
const CLEAN = 2;
const DIRTY = 3;
/** State: the thread writes every record at once, and nothing is left. */
const ENDED = 4;

/** The thread id of a free seat. Node counts from 0, and never reuses an id. */
const NOBODY = -1;

/**
 * The worker threads of the process that have a runtime, and whether each has records to write, in shared memory: at
 * exit no event is handled any more, and a terminated thread has none at all.
 */
export class Roster {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer((HEAD + SEATS * WIDTH) * 4)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  /** Takes a seat for the calling thread; `undefined` if all are taken. */
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

  /** The ids of the threads that have a seat. */
  get threads(): number[] {
    const cells = this.#cells;
    return this.#below(0, true).map((at) => Atomics.load(cells, at + THREAD));
  }

  /** Frees the seats of a thread that has ended, and of the threads that it created. */
  remove(thread: number): void {
    for (const at of this.#below(thread, true)) release(this.#cells, at);
  }

  /**
   * A thread ends: thread 0 with the whole process, another one with the threads that it created. Asks all of these to
   * write their records, calls `wake` for those that may wait for an event, and waits for them until `deadline` by
   * `uptime()`.
   *
   * A thread that starts a turn afterwards sees the request in its seat.
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

  /** The seats of the threads that a thread has created, directly or not; with its own seat or without. */
  #below(thread: number, isWithOwn: boolean): number[] {
    const cells = this.#cells;
    const taken = Array.from({ length: Atomics.load(cells, TAKEN) }, (_, i) => HEAD + i * WIDTH)
      .filter((at) => Atomics.load(cells, at) > CLAIMED)
      .map((at) => ({ at, thread: Atomics.load(cells, at + THREAD), maker: cells[at + MAKER] }));
    const family = new Set([thread]);
    // A created thread has a greater id than its creator.
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

  /** The thread has something to write. Returns `true` if it is asked to end, so that no later turn may be. */
  open(): boolean {
    if (this.#isOver) return false;
    // State first: a thread that asks it to end looks at the state afterwards.
    Atomics.store(this.#cells, this.#at, DIRTY);
    return this.isAsked;
  }

  /** Whether the thread is asked to end. */
  get isAsked(): boolean {
    return (
      Atomics.load(this.#cells, ENDING) === 1 || Atomics.load(this.#cells, this.#at + ASKED) === 1
    );
  }

  /** Everything that the thread logged is written. */
  settle(): void {
    if (!this.#isOver) this.#set(CLEAN);
  }

  /** From now on the thread writes every record at once. */
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

/** Frees a seat. The state comes last: then another thread may take the seat. */
function release(cells: Int32Array, at: number): void {
  Atomics.store(cells, at + THREAD, NOBODY);
  Atomics.store(cells, at, FREE);
  Atomics.notify(cells, at);
}
