import { quantity } from "../../diagnostics/quantity.ts";
import { memberOf } from "../../own-members.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setMicrotask, setTimeout, type Timer } from "../../time/timers.ts";
import type {
  Backend,
  BackendContext,
  BackendCounters,
  BufferPolicy,
  OtlpRecords,
  Overflow,
  SealedChunk,
  Trouble,
} from "../backend.ts";
import { Backoff } from "../delivery/backoff.ts";
import { DEFAULT_FLUSH_TIMEOUT } from "../delivery/flush-waiters.ts";
import { asText } from "../otlp/text-chunk.ts";
import { Diversion } from "./diversion.ts";
import { PATIENCE, PrimaryWatch, stateOf } from "./primary-watch.ts";

/** Bounds of the delay before a failed primary is given a chunk to try, in milliseconds. */
const PROBE_MIN = 50;
const PROBE_MAX = 1_000;

/** After delivering for this long, in milliseconds, a primary that fails is tried again soon. */
const STABLE = 5_000;

/**
 * Two backends: the fallback delivers while the primary cannot.
 *
 * ```text
 *  chunk ─► primary ─── (cannot deliver: surrenders its chunks) ──► fallback
 *       └────────────── (until the primary delivers again) ───────► fallback
 * ```
 *
 * Each chunk is delivered by one of them. Meanwhile the primary tries by itself, and is given a chunk from time to
 * time: a backend that only writes what it is given would not notice that it can deliver again.
 */
export class FallbackBackend implements Backend {
  readonly overflows: readonly Overflow[];
  readonly buffer: number | undefined;
  readonly defaultBuffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly flushAfter: number | undefined;
  readonly defaultFlushAfter: number | undefined;
  readonly maxRecord: number | undefined;
  readonly otlpRecords: OtlpRecords | undefined;

  readonly #primary: Backend;
  readonly #fallback: Backend;
  readonly #watch: PrimaryWatch;
  readonly #diversion: Diversion;
  readonly #backoff = new Backoff(PROBE_MIN, PROBE_MAX);
  #report: ((trouble: Trouble) => void) | undefined;
  #exitTimeout = 0;
  /** Time since when the fallback delivers; `undefined` while the primary does. */
  #awayFrom: number | undefined;
  #backFrom = 0;
  #probeAt = 0;
  #timer: Timer | undefined;
  #divertedBefore = 0;
  #closing: Promise<void> | undefined;

  constructor(primary: Backend, fallback: Backend) {
    this.#primary = primary;
    this.#fallback = fallback;
    this.#watch = new PrimaryWatch(primary);
    this.#diversion = new Diversion(fallback);
    this.overflows = memberOf(primary, "overflows") ?? ["drop-newest"];
    this.buffer = memberOf(primary, "buffer");
    this.defaultBuffer = memberOf(primary, "defaultBuffer");
    this.overflow = memberOf(primary, "overflow");
    this.flushAfter = memberOf(primary, "flushAfter");
    this.defaultFlushAfter = memberOf(primary, "defaultFlushAfter");
    this.otlpRecords = memberOf(primary, "otlpRecords");
    this.maxRecord = lesser(memberOf(primary, "maxRecord"), memberOf(fallback, "maxRecord"));
  }

  get name(): string {
    return this.#primary.name;
  }

  /** A record is encoded once, whoever delivers it: coloured only if both backends show colours. */
  get isTerminal(): boolean {
    return this.#primary.isTerminal === true && this.#fallback.isTerminal === true;
  }

  get isShown(): boolean | undefined {
    const both = [this.#primary.isShown, this.#fallback.isShown];
    return both.includes(false) ? false : both.includes(undefined) ? undefined : true;
  }

  start(context: BackendContext): void {
    this.#report = context.report;
    this.#diversion.report = context.report;
    this.#diversion.convert = this.#conversion(context);
    this.#exitTimeout = context.exitTimeout;
    const report = (trouble: Trouble) => {
      this.#hear(trouble);
      context.report(trouble);
    };
    const format = this.#diversion.convert === undefined ? context.format : "json";
    const overflow = overflowOf(this.#fallback, context.overflow);
    this.#fallback.start?.({ ...context, format, overflow });
    this.#primary.start?.({ ...context, report, hasFallback: true });
    this.#look();
  }

  submit(chunk: SealedChunk): void {
    if (this.#awayFrom !== undefined && !this.#mayTry()) {
      this.#diversion.move([chunk]);
      return;
    }
    this.#primary.submit(chunk);
    this.#look();
  }

  /** Drops from the fallback first: its chunks are older. */
  dropOldest(): boolean {
    return this.#fallback.dropOldest?.() === true || this.#primary.dropOldest?.() === true;
  }

  async flush(timeout: number = DEFAULT_FLUSH_TIMEOUT): Promise<void> {
    const deadline = uptime() + timeout;
    const left = () => Math.max(1, deadline - uptime());
    try {
      await this.#primary.flush(timeout);
    } catch {
      this.#look(true);
      // The primary may have kept chunks, so it is waited for again.
      await this.#primary.flush(left());
    }
    await this.#fallback.flush(left());
  }

  flushSync(wait = 0): void {
    const deadline = uptime() + wait;
    this.#primary.flushSync(wait / 2);
    this.#look();
    if (wait > 0) this.#takeRest();
    this.#fallback.flushSync(wait === 0 ? 0 : Math.max(1, deadline - uptime()));
  }

  reopen(): void {
    this.#primary.reopen?.();
    this.#fallback.reopen?.();
    this.#look();
    // The primary may have another file now.
    this.#probeAt = 0;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  counters(): BackendCounters {
    const primary = this.#primary.counters?.() ?? { errors: {} };
    const fallback = this.#fallback.counters?.() ?? { errors: {} };
    const sum = (name: "reconnects" | "uncertain" | "oversized") =>
      (primary[name] ?? 0) + (fallback[name] ?? 0);
    return {
      ...primary,
      errors: merged(primary.errors, fallback.errors),
      reconnects: sum("reconnects"),
      uncertain: sum("uncertain"),
      oversized: sum("oversized"),
      diverted: this.#diversion.records,
    };
  }

  /** Records of OTLP become lines of text, unless the fallback takes records of OTLP too. */
  #conversion({ tag }: BackendContext): ((chunk: SealedChunk) => SealedChunk) | undefined {
    const records = this.otlpRecords;
    if (records === undefined || memberOf(this.#fallback, "otlpRecords") !== undefined) {
      return undefined;
    }
    const { hostname } = process.getBuiltinModule("node:os");
    const origin = { pid: process.pid, host: hostname(), tag };
    return (chunk) => asText(chunk, records, origin);
  }

  /** The primary has reported a trouble, and is still in the middle of a call. */
  #hear(trouble: Trouble): void {
    if (this.#watch.hear(trouble)) setMicrotask(() => this.#look());
  }

  /** Decides who delivers. `isUrgent`: a flush waits for the primary. */
  #look(isUrgent = false): void {
    if (this.#closing !== undefined) return;
    const verdict = this.#watch.look();
    if (verdict === "delivers") {
      if (this.#awayFrom !== undefined && this.#mayTry()) this.#return(this.#awayFrom);
    } else if (this.#awayFrom !== undefined || isUrgent || verdict === "given up") {
      this.#leave();
    } else {
      this.#lookLater();
    }
  }

  /** Looks again later, in case there are no records or failures until then. */
  #lookLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look();
      // Timers may fire a little early.
    }, PATIENCE + 1).unref();
  }

  /** Moves the primary's chunks to the fallback, which delivers from now on, or still. */
  #leave(): void {
    // A fallback that discards chunks is of no use.
    if (stateOf(this.#fallback) === "gone") return;
    const tell = this.#beginAway();
    const now = uptime();
    if (now >= this.#probeAt) this.#probeAt = now + this.#backoff.next();
    this.#diversion.move(this.#surrendered());
    tell();
  }

  /** Returns a function that reports the change, to call after the old chunks are moved: its listener may log. */
  #beginAway(): () => void {
    if (this.#awayFrom !== undefined) return () => {};
    this.#awayFrom = uptime();
    if (this.#awayFrom - this.#backFrom >= STABLE) this.#backoff.reset();
    this.#divertedBefore = this.#diversion.records;
    const message = `${this.#watch.reason}; logging to ${this.#fallback.name} meanwhile`;
    return () => this.#tell("FALLBACK", message);
  }

  #return(since: number): void {
    this.#awayFrom = undefined;
    this.#backFrom = uptime();
    const seconds = ((this.#backFrom - since) / 1000).toFixed(1);
    const records = this.#diversion.records - this.#divertedBefore;
    const { name } = this.#fallback;
    this.#tell(
      "RETURNED",
      `delivers again after ${seconds}s; ${quantity(records, "record")} went to ${name}`,
    );
  }

  /** Whether the primary may be given a chunk although the fallback delivers. */
  #mayTry(): boolean {
    const state = stateOf(this.#primary);
    if (state === "gone" || state === "closed") return stateOf(this.#fallback) === "gone";
    if (uptime() < this.#probeAt) return false;
    // It must be able to give back a chunk that it cannot deliver.
    return state === "open" || this.#primary.surrender !== undefined;
  }

  #surrendered(): readonly SealedChunk[] {
    return this.#primary.surrender?.() ?? [];
  }

  /** Moves the primary's chunks to the fallback, because the process exits or this backend is closed. */
  #takeRest(): void {
    const chunks = this.#surrendered();
    if (chunks.length === 0) return;
    const tell = this.#beginAway();
    this.#diversion.move(chunks);
    tell();
  }

  #tell(code: string, message: string): void {
    this.#report?.({ backend: this.name, code, message });
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      await this.#primary.flush(this.#exitTimeout);
    } catch {
      // The fallback takes the rest.
    }
    this.#takeRest();
    const both = [this.#primary.close(), this.#fallback.close()];
    await Promise.allSettled(both);
    await Promise.all(both);
  }
}

/** The overflow policy of the common buffer, if the fallback supports it. */
function overflowOf(
  { overflow, overflows = ["drop-newest"] }: BufferPolicy,
  common: Overflow,
): Overflow {
  return overflow ?? (overflows.includes(common) ? common : (overflows[0] as Overflow));
}

function lesser(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : Math.min(a, b ?? a);
}

function merged(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sums = { ...a };
  for (const [code, count] of Object.entries(b)) sums[code] = (sums[code] ?? 0) + count;
  return sums;
}
