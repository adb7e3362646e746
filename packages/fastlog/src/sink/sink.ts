import type { Backend, Overflow } from "../backend/backend.ts";
import type { Trouble } from "../backend/trouble.ts";
import { Batch } from "../batch/batch.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { quantity } from "../diagnostics/quantity.ts";
import type { CompiledFormat } from "../encode/format/format.ts";
import type { Filter } from "../filter/filter.ts";
import { LEVELS } from "../level.ts";
import { uptime } from "../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";

/** How the records of one backend are chosen, written and kept. */
export interface SinkSettings {
  /** Which of the records that passed go here; all where there is none. */
  readonly filter: Filter | undefined;
  readonly format: CompiledFormat;
  readonly color: boolean;
  /** In bytes. */
  readonly maxRecord: number;
  /** In bytes. */
  readonly buffer: number;
  readonly overflow: Overflow;
  /** How long a record waits at the most, in milliseconds; 0 until its turn ends. */
  readonly flushAfter: number;
}

/** What is the same for all sinks. */
export interface SinkContext {
  /** How long a backend may take to deliver what is left at its end, in milliseconds. */
  readonly exitTimeout: number;
  /** What names this process or worker thread. */
  readonly tag: string;
  readonly report: (trouble: Trouble) => void;
  /** There is enough to be written: nothing is gained by waiting for more. */
  readonly enough?: () => void;
}

/** A record of fastlog's own is so severe: what says that records were dropped is dropped last. */
const NOTICE = LEVELS.warn;

/** In milliseconds: so long there is no second notice of what was dropped. */
const QUIET = 1000;

/** One backend, with the batch that it gets its chunks from. */
export class Sink {
  readonly backend: Backend;
  readonly batch: Batch;
  settings: SinkSettings;
  /**
   * Writes a record about this sink to it, behind all that was logged for it, if there is something to say
   * then. Set by the pipeline.
   */
  tell: ((message: () => string | undefined) => void) | undefined;
  /** Records that said what was dropped. */
  notices = 0;

  /** The backend was not to be reached when the first of the records was dropped. */
  #wasDown = false;
  /** How many of the dropped ones a notice has said, or {@link takeUntold} has given away. */
  #told = 0;
  /** The last notice: how many it said, and how many records have to be delivered until it is. */
  #lastSaid = 0;
  #lastDue = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #closing: Promise<void> | undefined;

  constructor(backend: Backend, settings: SinkSettings, { enough, ...context }: SinkContext) {
    const { buffer, overflow, maxRecord, format } = settings;
    this.backend = backend;
    this.settings = settings;
    this.batch = new Batch(backend, buffer, maxRecord);
    this.batch.overflow = overflow;
    this.batch.onShort = () => {
      const { state = "open" } = backend.counters?.() ?? {};
      this.#wasDown = state !== "open";
    };
    this.batch.onEnough = enough;
    this.batch.onRoom = () => this.#hasRoom();
    this.batch.onThrown = (cause) => {
      const message = `submit() threw ${JSON.stringify(messageOf(cause))}; its records are dropped`;
      context.report({ backend: backend.name, code: "THROWN", message, cause });
    };
    backend.start?.({ ...context, overflow, buffer, format: format.name });
  }

  /** Goes on with other settings. For between two records only. */
  change(settings: SinkSettings): void {
    this.settings = settings;
    this.batch.resize(settings.buffer, settings.maxRecord);
    this.batch.overflow = settings.overflow;
  }

  /** Whether records were dropped, and nothing has said so. */
  get hasUntold(): boolean {
    return this.batch.counters.dropped > this.#told;
  }

  /** Whether it has delivered all there was, and may deliver more. */
  get canDeliver(): boolean {
    const { state = "open" } = this.backend.counters?.() ?? {};
    const { buffered, losses } = this.batch;
    // Where it has given something up, a line may be there in part, which nothing is to stand behind.
    const isWhole = buffered === 0 && losses.byReason.closed === 0;
    return isWhole && state !== "closed" && state !== "gone";
  }

  /** Says in the log itself what was dropped since that was said last. */
  tellNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.hasUntold) this.tell?.(() => this.#notice());
  }

  /** What the next notice says; `undefined` where there is no room for it, or nothing to say. */
  #notice(): string | undefined {
    const { batch } = this;
    batch.sealNow();
    // One that were dropped itself would only be one more to tell of.
    if (batch.open(NOTICE) === undefined) return undefined;
    const dropped = batch.counters.dropped - this.#told;
    if (dropped === 0) return undefined;
    this.#told += dropped;
    this.#toldAt = uptime();
    this.#lastSaid = dropped;
    this.#lastDue = batch.counters.records + batch.bufferedRecords + 1;
    this.notices++;
    return `${quantity(dropped, "record")} dropped: ${this.backend.name} ${this.#reason()}`;
  }

  /**
   * How many records were dropped, or are `kept` and will not be delivered, that no notice has said, as far as
   * it was delivered itself. They count as told from now on.
   */
  takeUntold(kept: number): number {
    const { records } = this.batch.counters;
    // Whoever has left (`| head -1`) does not want to hear of it.
    const dropped = this.batch.counters.dropped - this.batch.losses.byReason.gone;
    const isLastLost = this.#lastSaid > 0 && records < this.#lastDue;
    // The notice is not one of the program's records.
    const untold = dropped + kept - this.#told + (isLastLost ? this.#lastSaid - 1 : 0);
    this.#told = dropped + kept;
    this.#lastSaid = 0;
    return untold;
  }

  /** Has the backend deliver what it can, and counts the rest as dropped. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      await this.backend.close();
    } finally {
      this.batch.giveUp();
    }
  }

  /** Not at once: a record may be half written. */
  #hasRoom(): void {
    if (this.#closing !== undefined) return;
    const quiet = Math.max(0, this.#toldAt + QUIET - uptime());
    this.#timer ??= setTimeout(() => this.tellNow(), quiet).unref();
  }

  #reason(): string {
    const outage = this.backend.counters?.().outage ?? 0;
    const isKnown = this.#wasDown && outage > 0;
    return isKnown ? `was unreachable for ${(outage / 1000).toFixed(1)}s` : "did not keep up";
  }
}
