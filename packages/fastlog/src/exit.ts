import { register } from "on-exit-leak-free";
import { setImmediate } from "./timers.ts";

/** What must be written before the process ends. */
export interface Ending {
  /**
   * From now on nothing waits for the end of a turn. `isLast`: no event will come any more, and it may
   * take its time.
   */
  end(isLast: boolean): void;
  /** The process did not end after all. */
  resume(): void;
  /** The very end: says what could not be written. */
  reportLeft(): void;
  flushSync(): void;
  reopen(): void;
}

/**
 * Has everything written before the process ends by itself: a return, `process.exit`, an uncaught
 * exception, an unhandled rejection. In a worker thread, before the thread does.
 */
export function onExit(ending: Ending): void {
  const beforeExit = () => {
    ending.end(false);
    // Not referenced: it runs only if another listener has given the process something to do.
    setImmediate(() => {
      ending.resume();
      process.prependOnceListener("beforeExit", beforeExit);
    }).unref();
  };
  // Before all other listeners of it: whoever logs in one must not start another turn, or every one
  // of them would be called again.
  process.prependOnceListener("beforeExit", beforeExit);
  register(ending, (registered) => {
    registered.end(true);
    registered.reportLeft();
  });
}
