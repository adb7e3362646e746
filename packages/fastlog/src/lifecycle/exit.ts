import { setImmediate, setMicrotask } from "../time/timers.ts";

/** What must be written before the process ends. */
export interface Ending {
  /**
   * From now on nothing waits for the end of a turn. `isLast`: no event will come any more, and it may
   * take its time.
   */
  end(isLast: boolean): void;
  /** The process did not end after all. */
  resume(): void;
  /** The very end: says what could not be written, and was not said yet. */
  reportLeft(): void;
  /** Somebody has taken the listeners away: writes what there is, and has {@link watchExit} called soon. */
  unwatched(): void;
  flushSync(): void;
  reopen(): void;
}

const endings = new Set<WeakRef<Ending>>();
/** The process exits: there is no next turn. */
let isOver = false;

/**
 * Has everything written before the process ends by itself: a return, `process.exit`, an uncaught
 * exception, an unhandled rejection. In a worker thread, before the thread does.
 */
export function onExit(ending: Ending): void {
  endings.add(new WeakRef(ending));
  arm();
}

/** Sees to it that the end of the process is still noticed: once a turn, so that it takes next to nothing. */
export function watchExit(): void {
  if (process.listenerCount("exit", exitFirst) === 0) arm();
}

function each(action: (ending: Ending) => void): void {
  for (const reference of endings) {
    const ending = reference.deref();
    if (ending === undefined) endings.delete(reference);
    else action(ending);
  }
}

/**
 * Before all other listeners: one of those that throws keeps the later ones from being called, and what the
 * others log is written at once from here on.
 */
function exitFirst(): void {
  isOver = true;
  each((ending) => {
    ending.end(true);
    ending.reportLeft();
  });
}

/** Behind all that were there: says what of their records could not be written. */
function exitLast(): void {
  each((ending) => ending.reportLeft());
}

/**
 * Before all other listeners of it: whoever logs in one must not start another turn, or every one of them
 * would be called again.
 */
function beforeExit(): void {
  endForNow();
}

/** The process may die of it, without an event if a handler throws in its turn. */
function uncaught(): void {
  endForNow();
}

/** Writes everything, and every record at once, until the next turn of the event loop, if there is one. */
function endForNow(): void {
  each((ending) => ending.end(false));
  // Not referenced: it runs only if somebody has given the process something to do.
  setImmediate(() => {
    if (!isOver) each((ending) => ending.resume());
  }).unref();
}

const FIRST = [
  ["exit", exitFirst],
  ["beforeExit", beforeExit],
  ["uncaughtExceptionMonitor", uncaught],
] as const;
const LAST = [
  ["exit", exitLast],
  ["removeListener", removed],
] as const;

/** Adds the listeners that are not there. */
function arm(): void {
  for (const [event, listener] of FIRST) {
    if (!isThere(event, listener)) process.prependListener(event as "exit", listener);
  }
  for (const [event, listener] of LAST) {
    if (!isThere(event, listener)) process.on(event as "exit", listener as () => void);
  }
}

function isThere(event: string, listener: unknown): boolean {
  return (process.listeners(event as "exit") as unknown[]).includes(listener);
}

/** A listener was removed: one of these, where somebody has removed all that there were. */
function removed(event: unknown, listener: unknown): void {
  if (!FIRST.some((own) => own[0] === event && own[1] === listener)) return;
  each((ending) => ending.unwatched());
  // Those of one event are back by this. Where all events are cleared, this one is, too, a moment later.
  arm();
  setMicrotask(arm);
}
