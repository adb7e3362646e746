import type { Backend, Overflow } from "./backend/backend.ts";
import type { Trouble } from "./backend/trouble.ts";
import { Batch } from "./batch/batch.ts";
import { isColored } from "./encode/color.ts";
import type { CompiledFormat } from "./encode/format.ts";
import type { Filter } from "./filter/filter.ts";

/** How the records of one backend are chosen, written and kept. */
export interface LaneSettings {
  /** Which of the records that passed go here; all where there is none. */
  readonly filter: Filter | undefined;
  readonly format: CompiledFormat;
  readonly color: boolean;
  /** In bytes. */
  readonly maxRecord: number;
  /** In bytes. */
  readonly buffer: number;
  readonly overflow: Overflow;
}

/** What is the same for all lanes. */
export interface LaneContext {
  /** How long a backend may take to deliver what is left at its end, in milliseconds. */
  readonly exitTimeout: number;
  /** What names this process or worker thread. */
  readonly tag: string;
  readonly report: (trouble: Trouble) => void;
}

/** In milliseconds: so long there is no second notice of what was dropped. */
const QUIET = 1000;

/** One backend, with the batch that it gets its chunks from. */
export class Lane {
  readonly backend: Backend;
  readonly batch: Batch;
  settings: LaneSettings;
  /** Writes a record about this lane to it. Set by the route. */
  tell: ((message: string) => void) | undefined;
  /** Records that said what was dropped. */
  notices = 0;

  /** The backend was not to be reached when the first of the records was dropped. */
  #wasDown = false;
  #told = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(backend: Backend, settings: LaneSettings, context: LaneContext) {
    const { buffer, overflow, maxRecord, format } = settings;
    this.backend = backend;
    this.settings = settings;
    this.batch = new Batch(backend, buffer, maxRecord);
    this.batch.overflow = overflow;
    this.batch.onShort = () => {
      const { state = "open" } = backend.counters?.() ?? {};
      this.#wasDown = state !== "open";
    };
    this.batch.onRoom = () => this.#hasRoom();
    backend.start?.({ ...context, overflow, buffer, format: format.name });
  }

  /** Goes on with other settings. For between two records only. */
  change(settings: LaneSettings): void {
    this.settings = settings;
    this.batch.resize(settings.buffer, settings.maxRecord);
    this.batch.overflow = settings.overflow;
  }

  /** Says in the log itself what was dropped since that was said last. */
  tellNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const dropped = this.batch.counters.dropped - this.#told;
    if (dropped === 0 || this.tell === undefined) return;
    this.#told = this.batch.counters.dropped;
    this.#toldAt = performance.now();
    this.notices++;
    this.tell(`${dropped} records dropped: ${this.backend.name} ${this.#reason()}`);
    // If there was no room for it after all, it will be said together with what comes next.
    if (this.batch.counters.dropped > this.#told) {
      this.notices--;
      this.#told -= dropped;
    }
  }

  close(): Promise<void> {
    clearTimeout(this.#timer);
    return this.backend.close();
  }

  /** Not at once: a record may be half written. */
  #hasRoom(): void {
    const quiet = Math.max(0, this.#toldAt + QUIET - performance.now());
    this.#timer ??= setTimeout(() => this.tellNow(), quiet).unref();
  }

  #reason(): string {
    const outage = this.backend.counters?.().outage ?? 0;
    const isKnown = this.#wasDown && outage > 0;
    return isKnown ? `was unreachable for ${(outage / 1000).toFixed(1)}s` : "did not keep up";
  }
}

/** Whether a person reads on a terminal what a backend writes. */
export function hasColor(backend: Backend, color: Parameters<typeof isColored>[0]): boolean {
  return isColored(color, () => backend.isTerminal === true);
}
