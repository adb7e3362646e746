import type { Backend, Overflow } from "../backend/backend.ts";
import type { Trouble } from "../backend/trouble.ts";
import { Batch } from "../batch/batch.ts";
import type { SealedChunk } from "../batch/sealed.ts";
import type { Surroundings } from "../batch/surroundings.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { quantity } from "../diagnostics/quantity.ts";
import type { CompiledFormat } from "../encode/format/format.ts";
import type { Filter } from "../filter/filter.ts";
import { LEVELS } from "../level.ts";
import { memberOf } from "../own-members.ts";
import { uptime } from "../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";
import type { Repeats } from "./repeats.ts";

/** How records of one sink are selected, encoded and buffered. */
export interface SinkSettings {
  /** Selects among the records that pass the gates; `undefined` for all of them. */
  readonly filter: Filter | undefined;
  readonly format: CompiledFormat;
  readonly color: boolean;
  /** In bytes. */
  readonly maxRecord: number;
  /** In bytes. */
  readonly buffer: number;
  readonly overflow: Overflow;
  /** Longest wait of a record, in milliseconds; 0 until its turn ends. */
  readonly flushAfter: number;
}

/** Settings that all sinks share. */
export interface SinkContext {
  /** How long a backend may take at its end to deliver the rest, in milliseconds. */
  readonly exitTimeout: number;
  /** Name of this process or worker thread. */
  readonly tag: string;
  readonly report: (trouble: Trouble) => void;
  /** Called when there are enough bytes to write, so that waiting for more does not pay. */
  readonly enough?: () => void;
  /** Surroundings that code of the program runs in. */
  readonly surroundings?: Surroundings | undefined;
}

/** Fields of a notice. */
export type NoticeFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Level of fastlog's own notices: notices of dropped records are dropped last. */
const NOTICE = LEVELS.warn;

/** Shortest time between two notices of dropped records, in milliseconds. */
const QUIET = 1000;

/** A backend with its settings, and the batch that its chunks come from. */
export class Sink {
  readonly backend: Backend;
  readonly batch: Batch;
  settings: SinkSettings;
  /**
   * Writes a notice to this sink, after all that was logged for it, if `message` still returns one then. Set by the
   * pipeline.
   */
  tell: ((message: () => string | undefined, fields?: NoticeFields) => void) | undefined;
  /** Number of notices. */
  notices = 0;
  /** Records that were not written, because they repeat the one before. */
  repeated = 0;
  /** Folds equal records, in the pipeline that is in use; `undefined` if they are not folded. */
  repeats: Repeats | undefined;

  /** The backend was unreachable when the first of the records was dropped. */
  #wasDown = false;
  /** Dropped records that a notice has told, or {@link takeUntold} has returned. */
  #told = 0;
  /** The last notice: how many it told, and how many records must be delivered until it is. */
  #lastSaid = 0;
  #lastDue = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    backend: Backend,
    settings: SinkSettings,
    { enough, surroundings, ...context }: SinkContext,
  ) {
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
    // A backend of the program's own may log, and one that sends requests is seen by channels of Node.
    if (
      memberOf(backend, "recipe") === undefined ||
      memberOf(backend, "otlpRecords") !== undefined
    ) {
      this.batch.surroundings = surroundings;
    }
    this.batch.onRoom = () => this.#hasRoom();
    this.batch.onThrown = (cause) => {
      const message = `submit() threw ${JSON.stringify(messageOf(cause))}; its records are dropped`;
      context.report({ backend: backend.name, code: "THROWN", message, cause });
    };
    backend.start?.({ ...context, overflow, buffer, format: format.name });
  }

  /** Applies other settings. Call it between two records only. */
  change(settings: SinkSettings): void {
    this.settings = settings;
    this.batch.resize(settings.buffer, settings.maxRecord);
    this.batch.overflow = settings.overflow;
  }

  /** Whether records were dropped that no notice has told. */
  get hasUntold(): boolean {
    return this.batch.counters.dropped > this.#told;
  }

  /** Whether everything was delivered, and more can be. */
  get canDeliver(): boolean {
    const { state = "open" } = this.backend.counters?.() ?? {};
    const { buffered, losses } = this.batch;
    // After giving something up, the last line may be torn, and nothing must follow it.
    const isWhole = buffered === 0 && losses.byReason.closed === 0;
    return isWhole && state !== "closed" && state !== "gone";
  }

  /** Gives the backend a chunk of another batch, which counts its records. */
  submit(chunk: SealedChunk): void {
    const { backend, batch } = this;
    try {
      const run = batch.surroundings?.run;
      if (run === undefined) backend.submit(chunk);
      else run(() => backend.submit(chunk));
    } catch (error) {
      // As in a batch: a backend that throws has not taken the chunk.
      chunk.discard("refused");
      batch.onThrown?.(error);
    }
  }

  /** Writes a notice of the records that were dropped since the last one. */
  tellNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.hasUntold) this.tell?.(() => this.#notice());
  }

  /** Text of the next notice; `undefined` without room for it, or without dropped records. */
  #notice(): string | undefined {
    const { batch } = this;
    batch.sealNow();
    // A notice that is dropped would be one more record to tell of.
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
   * Number of records that were dropped, or are `kept` and will not be delivered, without a notice that was delivered. They
   * count as told from now on.
   */
  takeUntold(kept: number): number {
    const { records } = this.batch.counters;
    // A reader that has left (`| head -1`) needs no report.
    const dropped = this.batch.counters.dropped - this.batch.losses.byReason.gone;
    const isLastLost = this.#lastSaid > 0 && records < this.#lastDue;
    // A notice is not one of the program's records.
    const untold = dropped + kept - this.#told + (isLastLost ? this.#lastSaid - 1 : 0);
    this.#told = dropped + kept;
    this.#lastSaid = 0;
    return untold;
  }

  /** Closes the backend, which delivers what it can. The rest counts as dropped. */
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

  /** Deferred, because a record may be half written. */
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
