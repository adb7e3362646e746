import type { Backend } from "./backend/backend.ts";
import { Batch } from "./batch/batch.ts";
import type { Clock } from "./clock.ts";
import type { Settings } from "./config.ts";
import type { Contexts } from "./context.ts";
import { isColored } from "./encode/color.ts";
import type { RecordEncoder } from "./encode/encoder.ts";
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

  /**
   * `batch` is one that goes on, of the same backend; `wrap` may put an encoder around each that is
   * made.
   */
  constructor(
    backend: Backend,
    settings: Settings,
    clock: Clock,
    contexts: Contexts,
    batch?: Batch,
    wrap: (encoder: RecordEncoder) => RecordEncoder = (encoder) => encoder,
  ) {
    const { format, refinement, base, identity, maxRecord, buffer, flushOn } = settings;
    const color = isColored(settings.color, () => backend.isTerminal === true);
    const encoder = () => wrap(format.encoder(identity, clock, { color }));
    this.backend = backend;
    this.batch = batch ?? new Batch(backend, buffer, maxRecord);
    this.#flushOn = LEVELS[flushOn];
    this.flushFrom = this.#flushOn;
    this.recorder = new Recorder(
      { encoder, clock, maxRecord, refinement, contexts, base },
      this.batch,
    );
  }

  /** While the process ends, every record is handed over at once. */
  writeAtOnce(ending: boolean): void {
    this.flushFrom = ending ? 0 : this.#flushOn;
  }

  /** Hands everything over before it returns; the record that is being written, when it is whole. */
  flushSync(): void {
    this.batch.whenIdle(() => {
      this.batch.sealNow();
      try {
        this.backend.flushSync();
      } catch {
        // A backend must not throw. The chunks are still its own.
      }
    });
  }

  /** Resolves when the operating system has all that was logged. */
  flush(): Promise<void> {
    return this.#handOver(() => this.backend.flush());
  }

  /** Opens the backend's path again. */
  reopen(): void {
    this.batch.whenIdle(() => {
      this.batch.sealNow();
      this.backend.reopen?.();
    });
  }

  /** Hands everything over and releases the backend. */
  close(): Promise<void> {
    return this.#handOver(() => this.backend.close());
  }

  #handOver(then: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.batch.whenIdle(() => {
        this.batch.sealNow();
        // A backend of somebody else's may throw instead of rejecting.
        attempt(then).then(resolve, reject);
      });
    });
  }
}

async function attempt(action: () => Promise<void>): Promise<void> {
  await action();
}
