import timers from "node:timers";

/** A timer or immediate, as {@link setTimeout} and {@link setImmediate} return it. */
export interface Timer {
  /** Keeps the process alive. */
  ref(): Timer;
  /** Does not keep the process alive. */
  unref(): Timer;
}

/**
 * Calls a function after `ms` milliseconds, even if a test replaced the global timers: fastlog uses the timers of
 * Node that were there when it was loaded. If they were replaced before that, it uses other means until Node's are
 * back.
 */
export function setTimeout(action: () => void, ms: number): Timer {
  // Node turns a longer delay into one millisecond.
  const delay = Math.min(ms, LONGEST);
  const { setTimeout: set } = current();
  return set(action, delay);
}

export function clearTimeout(timer: Timer | undefined): void {
  if (timer instanceof Fallback) timer.cancel();
  else current().clearTimeout(timer);
}

/** Calls a function at the end of this turn of the event loop. */
export function setImmediate(action: () => void): Timer {
  const { setImmediate: set } = current();
  return set(action);
}

export function clearImmediate(timer: Timer | undefined): void {
  if (timer instanceof Fallback) timer.cancel();
  else current().clearImmediate(timer);
}

/** Calls a function as soon as the stack is empty. */
export function setMicrotask(action: () => void): void {
  const run = async () => {
    await undefined;
    action();
  };
  run();
}

/** Longest delay of a timer in milliseconds: 24 days. */
const LONGEST = 2_147_483_647;

interface Source {
  readonly setTimeout: (action: () => void, ms: number) => Timer;
  readonly setImmediate: (action: () => void) => Timer;
  readonly clearTimeout: (timer: Timer | undefined) => void;
  readonly clearImmediate: (timer: Timer | undefined) => void;
}

/** Replaces a timer or an immediate while Node's own are not available. */
class Fallback implements Timer {
  readonly #stop: () => void;

  constructor(stop: () => void) {
    this.#stop = stop;
  }

  /** Does nothing: a replacement never keeps the process alive. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  cancel(): void {
    this.#stop();
  }
}

const FALLBACKS: Source = {
  setTimeout(action, ms) {
    // A socket has a timer of Node's own, which works without a connection.
    const { Socket } = process.getBuiltinModule("node:net");
    const socket = new Socket();
    socket.setTimeout(Math.max(1, ms), () => {
      socket.setTimeout(0);
      action();
    });
    return new Fallback(() => void socket.setTimeout(0));
  },
  setImmediate(action) {
    let isCancelled = false;
    setMicrotask(() => {
      if (!isCancelled) action();
    });
    return new Fallback(() => {
      isCancelled = true;
    });
  },
  clearTimeout() {},
  clearImmediate() {},
};

/** The timers at load time; tests may replace them later. */
let loaded: Source | undefined = sourceNow();

/** Node's own timers, once found. */
let own: Source | undefined;

function current(): Source {
  own ??= findOwn();
  return own ?? FALLBACKS;
}

/** Finds Node's own timers. Runs at first use, because the first timer of a process takes 0.2 ms. */
function findOwn(): Source | undefined {
  if (loaded !== undefined) {
    const found = ifOwn(loaded);
    loaded = undefined;
    if (found !== undefined) return found;
  }
  return ifOwn(sourceNow());
}

/** The current timers of `node:timers`, replaced or not. */
function sourceNow(): Source {
  const { setTimeout, clearTimeout, setImmediate, clearImmediate } = timers;
  return { setTimeout, clearTimeout, setImmediate, clearImmediate } as Source;
}

/** The source if its timers are Node's own, which the objects that they return show; else `undefined`. */
function ifOwn(source: Source): Source | undefined {
  const { setTimeout: delay, clearTimeout, setImmediate: turn, clearImmediate } = source;
  try {
    const [timer, immediate] = [delay(() => {}, 1), turn(() => {})];
    clearTimeout(timer);
    clearImmediate(immediate);
    const { bun, deno } = process.versions;
    const isOwn = "_onTimeout" in timer && "_onImmediate" in immediate;
    if (!isOwn && bun === undefined && deno === undefined) return undefined;
    return source;
  } catch {
    // The timers are missing.
    return undefined;
  }
}
