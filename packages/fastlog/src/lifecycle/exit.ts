import { setImmediate, setMicrotask, setTimeout } from "../time/timers.ts";

/** Everything that must be written before the process ends. */
export interface Ending {
  /**
   * Writes everything; from now on no record waits for the end of a turn. `isLast`: no event will follow, and it may
   * block.
   */
  end(isLast: boolean): void;
  /** The process did not end after all. */
  resume(): void;
  /** Reports on stderr, at the very end, what could not be written and was not reported yet. */
  reportLeft(): void;
  /** The listeners were removed: writes everything, and has {@link watchExit} called soon. */
  unwatched(): void;
  flushSync(): void;
  reopen(): void;
}

const endings = new Set<WeakRef<Ending>>();
/** The process exits: no turn follows. */
let isOver = false;
/** There was an exception that nothing may have handled, and the process has not gone on since. */
let hasFailed = false;

/** Whether the process ends by an exception, as far as that is known while it ends. */
export function endsByException(): boolean {
  return hasFailed;
}

/**
 * Writes everything before the process ends by itself: by a return, `process.exit`, an uncaught exception or an
 * unhandled rejection. In a worker thread, before the thread ends.
 */
export function onExit(ending: Ending): void {
  endings.add(new WeakRef(ending));
  arm();
}

/** Adds missing listeners. It is called once in each turn, so that it costs next to nothing. */
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
 * Runs before all other listeners: if one of them throws, later ones are not called. Records of other listeners are
 * written at once from here on.
 */
function exitFirst(): void {
  isOver = true;
  each((ending) => {
    ending.end(true);
    ending.reportLeft();
  });
}

/** Runs after the other listeners, and reports which of their records could not be written. */
function exitLast(): void {
  each((ending) => ending.reportLeft());
}

/**
 * Runs before all other listeners of `beforeExit`: a record of one of them must not start a turn, or Node would call all
 * of them again.
 */
function beforeExit(): void {
  endForNow(false);
  // Unreferenced, as below. In Bun, an immediate would have `beforeExit` emitted again, for ever.
  setTimeout(resume, 0).unref();
}

/** The process may die of the exception, without a further event if a handler throws. */
function uncaught(): void {
  hasFailed = true;
  endForNow(isEndInDeno());
  // Unreferenced: it runs only if the program has work left.
  setImmediate(resume).unref();
}

/** Deno emits no `exit` after an exception that nothing handles. */
function isEndInDeno(): boolean {
  const isHandled =
    process.listenerCount("uncaughtException") + process.listenerCount("unhandledRejection") > 0;
  return process.versions["deno"] !== undefined && !isHandled;
}

/** Writes everything, and every further record at once until {@link resume}. */
function endForNow(isLast: boolean): void {
  each((ending) => {
    ending.end(isLast);
    if (isLast) ending.reportLeft();
  });
}

function resume(): void {
  hasFailed = false;
  if (!isOver) each((ending) => ending.resume());
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

/** Adds the listeners that are missing. */
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

/** A listener was removed. If it is one of these, all were probably removed. */
function removed(event: unknown, listener: unknown): void {
  if (!FIRST.some((own) => own[0] === event && own[1] === listener)) return;
  each((ending) => ending.unwatched());
  // This restores the listeners of one event. If all events are cleared, this listener goes a moment later, too.
  arm();
  setMicrotask(arm);
}
