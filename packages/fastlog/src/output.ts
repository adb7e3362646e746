import type { Backend } from "./backend/backend.ts";
import { Batch, type BatchCounters } from "./batch/batch.ts";
import type { Clock } from "./clock.ts";
import type { Settings } from "./config.ts";
import type { Encoder } from "./encode/encoder.ts";
import { LineEncoder } from "./encode/text.ts";
import { LEVELS } from "./level.ts";
import { Recorder } from "./record.ts";

/** One backend with all that leads to it: encode, batch, deliver. */
export class Output {
  readonly backend: Backend;
  readonly batch: Batch;
  readonly recorder: Recorder;
  /** A record at or above this level is handed to the operating system at once. */
  flushFrom: number;

  readonly #flushOn: number;

  /** `wrap` may put an encoder around each that is made; `counters` are counted on. */
  constructor(
    backend: Backend,
    settings: Settings,
    clock: Clock,
    counters?: BatchCounters,
    wrap: (encoder: Encoder) => Encoder = (encoder) => encoder,
  ) {
    const { template, identity, maxRecord, buffer, flushOn } = settings;
    const encoder = () => wrap(new LineEncoder(template, identity, clock));
    this.backend = backend;
    this.#flushOn = LEVELS[flushOn];
    this.flushFrom = this.#flushOn;
    this.batch = new Batch(backend, buffer, maxRecord, counters);
    this.recorder = new Recorder({ encoder, clock, maxRecord }, this.batch);
  }

  /** While the process ends, every record is handed over at once. */
  writeAtOnce(ending: boolean): void {
    this.flushFrom = ending ? 0 : this.#flushOn;
  }

  /** Hands everything over before it returns. */
  flushSync(): void {
    this.batch.seal();
    this.backend.flushSync();
  }
}
