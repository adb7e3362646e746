import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";

/** What Node calls a write that the operating system has not taken, of any socket. */
const WRITES: ReadonlySet<string> = new Set(["SimpleWriteWrap", "WriteWrap", "ShutdownWrap"]);

/** How often it is asked whether all else of the program has ended, in milliseconds. */
const INTERVAL = 50;

/**
 * Watches for the end of the program while a write waits for its peer: libuv lives for a write even where
 * its socket is not to keep the process alive, so that no event would ever say so.
 */
export class EndWatch {
  readonly #timeout: number;
  readonly #whenOver: () => void;
  #timer: Timer | undefined;
  /** Since when nothing but writes keeps the thread alive. */
  #from: number | undefined;

  /** `whenOver` is called once only writes have kept the thread alive for `timeout` milliseconds. */
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
