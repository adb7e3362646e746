import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";

/** Node's names of pending writes of any socket. */
const WRITES: ReadonlySet<string> = new Set(["SimpleWriteWrap", "WriteWrap", "ShutdownWrap"]);

/** Interval between checks, in milliseconds. */
const INTERVAL = 50;

/** The program that {@link EndWatch} watches. */
export interface Watched {
  /** Keeps the thread alive until the write is over, or lets it end. */
  hold(isHeld: boolean): void;
  /** Only the write has kept the thread alive for the timeout. */
  over(): void;
}

/**
 * Notices the end of the program while a write waits for its peer. libuv waits for a write even if its socket is
 * unreferenced, so no event tells that everything else has ended. Deno and Bun do not wait: there, the event
 * `beforeExit` tells it, and the write is waited for from then on.
 */
export class EndWatch {
  readonly #timeout: number;
  readonly #watched: Watched;
  #timer: Timer | undefined;
  /** Time since only writes keep the thread alive. */
  #from: number | undefined;
  #isHeld = false;

  /** `over` is called once when only writes have kept the thread alive for `timeout` milliseconds. */
  constructor(timeout: number, watched: Watched) {
    this.#timeout = timeout;
    this.#watched = watched;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = this.#later();
    process.once("beforeExit", this.#hold);
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#from = undefined;
    process.off("beforeExit", this.#hold);
    if (this.#isHeld) this.#watched.hold(false);
    this.#isHeld = false;
  }

  readonly #hold = (): void => {
    this.#isHeld = true;
    this.#watched.hold(true);
  };

  #look(): void {
    const now = uptime();
    const isOver = this.#isHeld || isOnlyWriting();
    this.#from = isOver ? (this.#from ?? now) : undefined;
    if (this.#from === undefined || now - this.#from < this.#timeout) {
      this.#timer = this.#later();
      return;
    }
    this.stop();
    this.#watched.over();
  }

  #later(): Timer {
    return setTimeout(() => this.#look(), INTERVAL).unref();
  }
}

/** Without a write in the list, as in Bun, the list tells nothing. */
function isOnlyWriting(): boolean {
  const resources = process.getActiveResourcesInfo();
  return resources.length > 0 && resources.every((resource) => WRITES.has(resource));
}
