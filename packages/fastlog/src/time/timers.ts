import timers from "node:timers";

/** What {@link setTimeout} and {@link setImmediate} return. */
export interface Timer {
  /** It is to keep the process alive. */
  ref(): Timer;
  /** It is not to keep the process alive. */
  unref(): Timer;
}

/**
 * Calls a function after so many milliseconds, whatever tests do to the global timers: fastlog uses Node's own,
 * as they were when it was loaded. If they had been replaced by then, it uses others that nobody replaces
 * until they are back.
 */
export function setTimeout(action: () => void, ms: number): Timer {
  // Node makes one millisecond of what is longer.
  const delay = Math.min(ms, LONGEST);
  const { setTimeout: set } = current();
  return set(action, delay);
}

export function clearTimeout(timer: Timer | undefined): void {
  if (timer instanceof StandIn) timer.cancel();
  else current().clearTimeout(timer);
}

/** Calls a function at the end of this turn of the event loop. */
export function setImmediate(action: () => void): Timer {
  const { setImmediate: set } = current();
  return set(action);
}

export function clearImmediate(timer: Timer | undefined): void {
  if (timer instanceof StandIn) timer.cancel();
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

/** In milliseconds: 24 days. */
const LONGEST = 2_147_483_647;

interface Source {
  readonly setTimeout: (action: () => void, ms: number) => Timer;
  readonly setImmediate: (action: () => void) => Timer;
  readonly clearTimeout: (timer: Timer | undefined) => void;
  readonly clearImmediate: (timer: Timer | undefined) => void;
}

/** What stands in for a timer or an immediate. */
class StandIn implements Timer {
  readonly #stop: () => void;

  constructor(stop: () => void) {
    this.#stop = stop;
  }

  /** None keeps the process alive. */
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

const STAND_INS: Source = {
  setTimeout(action, ms) {
    // A socket has a timer of Node's own, and needs no connection for it.
    const { Socket } = process.getBuiltinModule("node:net");
    const socket = new Socket();
    socket.setTimeout(Math.max(1, ms), () => {
      socket.setTimeout(0);
      action();
    });
    return new StandIn(() => void socket.setTimeout(0));
  },
  setImmediate(action) {
    let isCancelled = false;
    setMicrotask(() => {
      if (!isCancelled) action();
    });
    return new StandIn(() => {
      isCancelled = true;
    });
  },
  clearTimeout() {},
  clearImmediate() {},
};

/** As they were when this was loaded: they may be replaced from then on. */
let loaded: Source | undefined = sourceNow();

/** Node's own, once they have been seen. */
let own: Source | undefined;

function current(): Source {
  own ??= seen();
  return own ?? STAND_INS;
}

/** Looked for when the first is needed, because the first timer of a process takes 0.2 ms. */
function seen(): Source | undefined {
  if (loaded !== undefined) {
    const found = ifOwn(loaded);
    loaded = undefined;
    if (found !== undefined) return found;
  }
  return ifOwn(sourceNow());
}

/** Those of `node:timers`, whoever has made them. */
function sourceNow(): Source {
  const { setTimeout, clearTimeout, setImmediate, clearImmediate } = timers;
  return { setTimeout, clearTimeout, setImmediate, clearImmediate } as Source;
}

/** Those of a source, unless somebody has replaced them: what they return shows it. */
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
    // Not even there.
    return undefined;
  }
}
