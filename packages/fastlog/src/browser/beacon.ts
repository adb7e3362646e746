import { LEVELS } from "../level.ts";
import type { BrowserRecord } from "./json-line.ts";
import { jsonLine } from "./json-line.ts";

/** Options of a beacon. */
export interface BeaconOptions {
  /** Where the batches are posted: lines of JSON, as `text/plain`. */
  readonly url: string;
  /** Longest wait from a record to its batch, in milliseconds. Default 5,000. */
  readonly interval?: number | undefined;
  /** Size at which a batch is sent at once, in bytes, at most 60,000. Default 30,000. */
  readonly batch?: number | undefined;
  /** Bytes that may wait. Records that do not fit are dropped, counted, and told. Default 262,144. */
  readonly buffer?: number | undefined;
  /** Most verbose level that is posted, beside the filter. Default every level that passes. */
  readonly level?: number | undefined;
}

/** The parts of a page that a beacon uses. */
export interface BeaconPage {
  readonly navigator?: { sendBeacon?(url: string, data: string): boolean } | undefined;
  readonly fetch?:
    | ((url: string, init: object) => Promise<{ readonly ok: boolean; readonly status: number }>)
    | undefined;
  readonly document?: { readonly visibilityState?: string } | undefined;
  addEventListener?(type: string, listener: () => void, options?: object): void;
  removeEventListener?(type: string, listener: () => void, options?: object): void;
  setTimeout(action: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  now(): number;
}

/** Counters of a beacon. `records + dropped` is the number of records it got, once nothing waits. */
export interface BeaconCounters {
  /** Records that the browser has taken for delivery. */
  readonly records: number;
  readonly bytes: number;
  readonly dropped: number;
  /** Bytes that wait. */
  readonly buffered: number;
  /** Posts that failed. */
  readonly errors: number;
}

/** The browser takes 65,536 bytes at once, for all beacons of a page together. */
export const LARGEST_BATCH = 60_000;
const INTERVAL = 5_000;
const BATCH = 30_000;
const BUFFER = 262_144;
/** Wait after a failure, in milliseconds; doubled with each further one. */
const RETRY_MIN = 1_000;
const RETRY_MAX = 60_000;
/** Statuses after which a batch is posted again. Any other failure would only repeat. */
const RETRIED: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

interface Line {
  readonly text: string;
  readonly bytes: number;
  /** A notice of fastlog, which is no record of the program: how many dropped records it tells. */
  readonly told?: number;
}

/**
 * Posts records in batches, by `sendBeacon`, which the browser completes even if the page is left, or by `fetch` where
 * that is not possible. Posts what waits when the page is hidden, as it may never be shown again.
 */
export class Beacon {
  readonly #page: BeaconPage;
  readonly #url: string;
  readonly #interval: number;
  readonly #batch: number;
  readonly #buffer: number;
  readonly #level: number;
  readonly #encoder = new TextEncoder();
  #waiting: Line[] = [];
  /** Bytes of what waits and of the post under way. */
  #buffered = 0;
  #timer: unknown;
  /** Resolves when the post under way is answered. */
  #posting: Promise<void> | undefined;
  #failures = 0;
  #errors = 0;
  #records = 0;
  #bytes = 0;
  #dropped = 0;
  /** Dropped records that no notice has told yet. */
  #untold = 0;
  readonly #hide = (): void => {
    if (this.#page.document?.visibilityState !== "visible") this.#sendAll();
  };
  readonly #leave = (): void => this.#sendAll();

  constructor(options: BeaconOptions, page: BeaconPage) {
    this.#page = page;
    this.#url = options.url;
    this.#interval = options.interval ?? INTERVAL;
    this.#batch = Math.min(options.batch ?? BATCH, LARGEST_BATCH);
    this.#buffer = options.buffer ?? BUFFER;
    this.#level = options.level ?? 0;
    page.addEventListener?.("visibilitychange", this.#hide, { capture: true });
    page.addEventListener?.("pagehide", this.#leave, { capture: true });
  }

  add(record: BrowserRecord): void {
    if (record.level < this.#level) return;
    let line = this.#line(jsonLine(record));
    if (line.bytes > LARGEST_BATCH) {
      const fields = { truncated: true };
      line = this.#line(jsonLine({ ...record, message: record.message.slice(0, 1_000), fields }));
    }
    if (this.#buffered + line.bytes > this.#buffer) {
      this.#dropped++;
      this.#untold++;
      return;
    }
    this.#push(line);
    // After a failure the timer decides.
    if (this.#buffered >= this.#batch && this.#failures === 0) this.#send();
    else this.#later(this.#interval);
  }

  /** Posts what waits. Resolves when it was taken, or at the first failure. */
  async flush(): Promise<boolean> {
    while (this.#waiting.length > 0) {
      const before = this.#errors;
      this.#send();
      await this.#posting;
      if (this.#errors > before) return false;
    }
    await this.#posting;
    return true;
  }

  /** Posts what waits, and listens no more. */
  close(): void {
    this.#sendAll();
    this.#page.removeEventListener?.("visibilitychange", this.#hide, { capture: true });
    this.#page.removeEventListener?.("pagehide", this.#leave, { capture: true });
  }

  counters(): BeaconCounters {
    return {
      records: this.#records,
      bytes: this.#bytes,
      dropped: this.#dropped,
      buffered: this.#buffered,
      errors: this.#errors,
    };
  }

  #line(text: string): Line {
    return { text, bytes: this.#encoder.encode(text).length + 1 };
  }

  #push(line: Line): void {
    this.#waiting.push(line);
    this.#buffered += line.bytes;
  }

  #later(ms: number): void {
    this.#timer ??= this.#page.setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, ms);
  }

  /** Hands over as many batches as the browser takes at once. */
  #sendAll(): void {
    while (this.#waiting.length > 0 && this.#posting === undefined) {
      const before = this.#waiting.length;
      this.#send();
      if (this.#waiting.length >= before) return;
    }
  }

  #send(): void {
    this.#page.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#posting !== undefined) return;
    this.#tell();
    const batch = this.#take();
    if (batch.length === 0) return;
    const body = batch.map(({ text }) => `${text}\n`).join("");
    if (this.#sendBeacon(body)) this.#taken(batch);
    else this.#post(batch, body);
  }

  /** Tells what was dropped, in front of what waits. */
  #tell(): void {
    if (this.#untold === 0) return;
    const told = this.#untold;
    const message = `${told} record${told === 1 ? "" : "s"} dropped: the buffer was full, or the server refused them`;
    this.#untold = 0;
    const record = {
      level: LEVELS.warn,
      time: this.#page.now(),
      target: "fastlog",
      message,
      fields: {},
    };
    const line: Line = { ...this.#line(jsonLine(record)), told };
    this.#waiting.unshift(line);
    this.#buffered += line.bytes;
  }

  #take(): Line[] {
    let bytes = 0;
    let count = 0;
    for (const line of this.#waiting) {
      if (count > 0 && bytes + line.bytes > LARGEST_BATCH) break;
      bytes += line.bytes;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  #sendBeacon(body: string): boolean {
    try {
      return this.#page.navigator?.sendBeacon?.(this.#url, body) === true;
    } catch {
      return false;
    }
  }

  #post(batch: readonly Line[], body: string): void {
    const { fetch } = this.#page;
    if (fetch === undefined) {
      this.#failed(batch);
      return;
    }
    const headers = { "content-type": "text/plain;charset=UTF-8" };
    const init = { method: "POST", body, headers, credentials: "same-origin" };
    const post = async () => {
      try {
        return await fetch(this.#url, { ...init, keepalive: true });
      } catch (error) {
        // The browser has too many bytes under way that outlive the page, or the network failed.
        if (this.#page.document?.visibilityState !== "visible") throw error;
        return await fetch(this.#url, init);
      }
    };
    this.#posting = (async () => {
      let isTaken = false;
      let isFinal = false;
      try {
        const { ok, status } = await post();
        isTaken = ok;
        isFinal = !ok && !RETRIED.has(status);
      } catch {
        // The network failed.
      }
      this.#posting = undefined;
      if (isTaken) this.#taken(batch);
      else this.#failed(batch, isFinal);
    })();
  }

  #taken(batch: readonly Line[]): void {
    this.#failures = 0;
    for (const { bytes, told } of batch) {
      this.#bytes += bytes;
      this.#buffered -= bytes;
      if (told === undefined) this.#records++;
    }
    if (this.#waiting.length > 0) this.#later(this.#buffered >= this.#batch ? 0 : this.#interval);
  }

  /** Keeps the batch for the next attempt, or drops it if that would fail as well. */
  #failed(batch: readonly Line[], isFinal = false): void {
    this.#errors++;
    this.#failures++;
    if (isFinal) {
      for (const { bytes, told } of batch) {
        this.#buffered -= bytes;
        this.#untold += told ?? 1;
        if (told === undefined) this.#dropped++;
      }
    } else {
      this.#waiting.unshift(...batch);
    }
    if (this.#waiting.length === 0) return;
    this.#later(Math.min(RETRY_MAX, RETRY_MIN * 2 ** (this.#failures - 1)));
  }
}
