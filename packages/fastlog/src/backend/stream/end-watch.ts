import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";

/** Node's names of pending writes of any socket. */
const WRITES: ReadonlySet<string> = new Set(["SimpleWriteWrap", "WriteWrap", "ShutdownWrap"]);

/** Interval between checks, in milliseconds. */
const INTERVAL = 50;

/**
 * Notices the end of the program while a write waits for its peer. libuv waits for a write even if its socket is
 * unreferenced, so no event tells that everything else has ended.
 */
export class EndWatch {
  readonly #timeout: number;
  readonly #whenOver: () => void;
  #timer: Timer | undefined;
  /** Time since only writes keep the thread alive. */
  #from: number | undefined;

  /** `whenOver` is called once when only writes have kept the thread alive for `timeout` milliseconds. */
  constructor(timeout: number, whenOver: () => void) {
    this.#timeout = timeout;
    this.#whenOver = whenOver;
  }

  start(): void {
    this.#timer ??= this.#later();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#from = undefined;
  }

  #look(): void {
    const now = uptime();
    const isOver = process.getActiveResourcesInfo().every((resource) => WRITES.has(resource));
    this.#from = isOver ? (this.#from ?? now) : undefined;
    if (this.#from === undefined || now - this.#from < this.#timeout) {
      this.#timer = this.#later();
      return;
    }
    this.stop();
    this.#whenOver();
  }

  #later(): Timer {
    return setTimeout(() => this.#look(), INTERVAL).unref();
  }
}
